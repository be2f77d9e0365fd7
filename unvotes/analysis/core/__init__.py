"""What every statistic is built on: votes chosen and counted, measures, intervals, results."""
