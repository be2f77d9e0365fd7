# Writes us-senate-2005.csv and us-senate-2006.csv: who voted how in the Senate of the 109th Congress.
#
#   Rscript notebooks/files/us-senate.R
#
# From the roll calls that R's package pscl carries (s109, made from Voteview's file of the Senate's
# own record). Facts only: names, party, state, the day and number of each roll call, and the codes
# of the votes. The president, whom Voteview lists too, is no senator and left out.
# Made with R 4.2.2 and pscl 1.5.5.

suppressMessages(library(pscl))
data(s109)

folder <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))
about <- s109$legis.data
family <- sub(" \\(.*", "", rownames(about))
senator <- gsub("(^|Mc|De(?=[MW]))([A-Z])", "\\1\\U\\2", perl = TRUE,
                paste0(substr(family, 1, 1), tolower(substring(family, 2))))
senator <- sub("^Mc([a-z])", "Mc\\U\\1", senator, perl = TRUE)
senator <- sub("^De([mw])(?=i)", "De\\U\\1", senator, perl = TRUE)
twice <- family %in% family[duplicated(family)]
senator[twice] <- paste0(senator[twice], " (", about$state[twice], ")")
party <- c(D = "Democrat", R = "Republican", Indep = "Independent")[as.character(about$party)]

calls <- s109$vote.data
for (session in 1:2) {
  now <- calls$session == session
  votes <- s109$votes[, now]
  colnames(votes) <- paste0(calls$date[now], " #", calls$number[now])
  sat <- about$state != "USA" & rowSums(votes != 0) > 0
  rows <- data.frame(senator, party, state = about$state, votes, check.names = FALSE)[sat, ]
  rows <- rows[order(rows$senator, method = "radix"), ]
  file <- file.path(folder, paste0("us-senate-", 2004 + session, ".csv"))
  write.csv(rows, file, row.names = FALSE, quote = FALSE)
}
