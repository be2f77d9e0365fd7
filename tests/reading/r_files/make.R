# Writes the R files beside it: Rscript make.R, in this folder.
#
# Made with R 4.2.2, haven 2.5.1, tibble 3.1.8, data.table 1.14.8, readr 2.1.4 and pscl 1.5.5
# (Debian 12). Every file holds the same five votes of two roll calls, in another of R's forms;
# what they say is in tests/reading/test_r_files.py.

votes <- data.frame(
  rcid = c(4934, 4934, 4934, 100, 100),
  ccode = c(365L, 750L, 437L, 365L, 345L),
  country = c("Russia", "India", "C\u00f4te d\u2019Ivoire", "Russia", "Yugoslavia"),
  vote = c(3L, 1L, 8L, 3L, 2L),
  date = as.Date(c("2012-02-16", "2012-02-16", "2012-02-16", "1955-11-25", "1955-11-25")),
  unres = c("R/66/253A", "R/66/253A", "R/66/253A", "R/10/1", "R/10/1"),
  amend = c(FALSE, FALSE, FALSE, TRUE, TRUE),
  stringsAsFactors = FALSE
)
named <- subset(votes, select = -ccode)

# The defaults since R 3.6, the format before, and each packing.
saveRDS(votes, "default.rds")
save(votes, file = "default.RData")
saveRDS(votes, "version2.rds", version = 2)
saveRDS(votes, "bzip2.rds", compress = "bzip2")
saveRDS(votes, "xz.rds", compress = "xz")
save(votes, file = "xz.rda", compress = "xz")
saveRDS(votes, "plain.rds", compress = FALSE)
saveRDS(votes, "ascii.rds", ascii = TRUE)
save(votes, file = "ascii.RData", ascii = TRUE)
saveRDS(votes, "ascii_of_sixteens.rds", ascii = NA, compress = FALSE)

# Factors, whose levels are in no alphabet's order; words for votes.
words <- c("yes", "abstain", "no", NA, NA, NA, NA, "absent")
factors <- transform(named,
  vote = factor(words[vote], levels = c("yes", "abstain", "no", "absent")),
  country = factor(country, levels = unique(country)),
  unres = factor(unres)
)
saveRDS(factors, "factors.rds")

# Date-times: in UTC, in a zone west and one east of it, and without one, written in Berlin.
for (zone in c("UTC", "America/New_York", "Asia/Tokyo")) {
  timed <- transform(votes, date = as.POSIXct(paste(date, "00:00:00"), tz = zone))
  saveRDS(timed, paste0("time_", tolower(gsub("[^A-Za-z]", "_", zone)), ".rds"))
}
Sys.setenv(TZ = "Europe/Berlin")
saveRDS(transform(votes, date = as.POSIXct(paste(date, "00:00:00"))), "time_local.rds")
Sys.setenv(TZ = "UTC")
listed <- votes
listed$date <- as.POSIXlt(paste(votes$date, "15:00:00"), tz = "UTC")
saveRDS(listed, "time_listed.rds")
saveRDS(transform(votes, date = as.integer(format(date, "%Y%m%d"))), "date_as_number.rds")

# What R writes shorter: runs of numbers, texts made from numbers, vectors with a note on them.
many <- data.frame(rcid = 1:40, ccode = as.character(rep(c(2L, 200L), 20)),
                   vote = sort(rep(c(1L, 3L), 20)), date = as.Date("2012-02-16"))
many$unres <- as.character(many$rcid + 0)
saveRDS(many, "compact.rds")
numbers <- c(1, 0.1, 1e5, 123456, 1e15, 1e-5, 0.0001, 1/3, -2.5, 100000.5, 1e22, NA, NaN, Inf, -Inf)
deferred <- data.frame(number = numbers)
deferred$text <- as.character(deferred$number)
deferred$whole <- as.character(c(100000L, -7L, NA, 1:12))
saveRDS(deferred, "texts_of_numbers.rds")

# Data frames of packages: a class, and attributes that point into a memory that is gone.
suppressMessages({library(tibble); library(data.table); library(readr); library(haven)})
saveRDS(as_tibble(votes), "tibble.rds")
saveRDS(as.data.table(votes), "data_table.rds")
keyed <- as.data.table(votes); setkey(keyed, rcid, ccode); setindex(keyed, vote)
save(keyed, file = "data_table_keyed.RData")
table <- tempfile(fileext = ".csv"); write_csv(votes, table)
read <- suppressMessages(read_csv(table, show_col_types = FALSE))
saveRDS(read, "readr.rds")
labelled_votes <- votes
labelled_votes$vote <- labelled(votes$vote, c(Yes = 1L, Abstain = 2L, No = 3L, Absent = 8L))
attr(labelled_votes$vote, "label") <- "Vote cast"
saveRDS(as_tibble(labelled_votes), "labelled.rds")
# The numbers of bit64 are integers in the bytes of doubles.
big <- votes
big$rcid <- structure(c(2.4377e-320, 2.4377e-320, 2.4377e-320, 4.94e-322, 4.94e-322),
                      class = "integer64")
saveRDS(big, "integer64.rds")

# Several objects: votes and roll calls apart, two tables of votes, a list, a whole workspace.
vote <- votes[c("rcid", "ccode", "vote")]
session <- unique(votes[c("rcid", "date", "unres", "amend")])
save(vote, session, file = "two_frames.RData")
saveRDS(list(votes = vote, roll_calls = session), "list.rds")
saveRDS(list(note = "x", inner = list(list(votes))), "deep_list.rds")
first <- votes; second <- votes[4:5, ]
save(first, second, file = "two_of_votes.RData")
recode <- compiler::cmpfun(function(x, to = c("yes", "no")) { for (i in x) print(i); to[x] })
model <- lm(vote ~ ccode, data = votes)
settings <- new.env(); settings$self <- settings; settings$note <- "inert"
setClass("Note", representation(text = "character")); note <- new("Note", text = "inert")
save(votes, recode, model, settings, note, file = "workspace.RData")
saveRDS(structure(votes, terms = terms(vote ~ ccode), owner = settings, call = quote(f(x))),
        "odd_attributes.rds")

# Other alphabets: texts marked as Latin-1, and rownames, empty texts, absent texts.
latin <- named
latin$country <- iconv(c("Russia", "India", "C\u00f4te d'Ivoire", "Russia", "Yugoslavia"),
                       "UTF-8", "latin1")
saveRDS(latin, "latin1.rds")
rownames(votes) <- c("a", "b", "c", "d", "e")
absent <- votes; absent$unres[4:5] <- NA; absent$vote[5] <- NA
saveRDS(absent, "absent.rds")

# Not data: each is refused.
saveRDS(recode, "function.rds")
saveRDS(1:3, "vector.rds")

# Matrices, and names that stand at the rows alone.
cells <- matrix(c(1, 3, 8, 3, 1, NA), 3, 2, dimnames = list(c("Ada", "Ben", "Cem"), c("v1", "v2")))
saveRDS(cells, "matrix.rds")
saveRDS(as.data.frame(cells), "names_of_rows.rds")
saveRDS(unname(cells), "matrix_without_names.rds")

# Objects of pscl: numbers and letters, with tables on members and votes.
suppressMessages(library(pscl))
matrix_of <- matrix(c(1, 6, 0, 9, 1, 6), 3, 2, dimnames = list(c("Ada", "Ben", "Cem"), NULL))
about <- data.frame(party = c("Red", "Blue", "Blue"), row.names = rownames(matrix_of))
numbers <- rollcall(matrix_of, yea = 1, nay = 6, missing = 9, notInLegis = 0,
                    legis.data = about, legis.names = rownames(matrix_of),
                    vote.data = data.frame(date = as.Date(c("2024-01-15", "2024-02-15"))))
saveRDS(numbers, "rollcall.rds")
letters_of <- matrix(c("Y", "N", NA, "P", "Y", "N"), 3, 2)
words <- rollcall(letters_of, yea = "Y", nay = "N", missing = "P", notInLegis = NA,
                  legis.data = about, legis.names = rownames(matrix_of))
save(numbers, words, file = "rollcalls.RData")
