"""What every chart is drawn with: the theme, words, names, labels, lines."""
