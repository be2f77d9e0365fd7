"""The explorer: charts chosen by controls in a notebook, and the code that draws them."""
