"""Two members: how often they agree, when that changed, how much it hangs on choices."""
