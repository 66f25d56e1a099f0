# The numbers of ca.toml: Rscript tests/oracles/ca/ca.R | sed "s/ *$//" > tests/oracles/ca/ca.toml
# R 4.2.2, ca 0.71.1. "words" is invented here; "smoke" is Greenacre's fictitious table of a firm's staff.
suppressMessages(library(ca))

row <- function(x) paste0("[", paste(format(x, digits = 12, trim = TRUE, scientific = FALSE), collapse = ", "), "]")
both <- function(m) paste0("[", paste(apply(m, 1, row), collapse = ", "), "]")

show <- function(name, table, intended) {
  k <- min(dim(table)) - 1
  whole <- cbind(table, intended = intended)
  found <- ca(whole, supcol = ncol(whole))
  n <- sum(table)
  rows <- found$rowcoord[, 1:k] %*% diag(found$sv[1:k])
  columns <- found$colcoord[, 1:k] %*% diag(found$sv[1:k])
  active <- seq_len(ncol(table))
  cat("[[table]]\nname =", dQuote(name, FALSE), "\ncounts =", both(table), "\nintended =", row(intended), "\n")
  cat("inertia =", row(found$sv[1:k]^2), "\n")
  cat("row_mass =", row(found$rowmass), "\nrow_inertia =", row(found$rowinertia), "\nrows =", both(rows), "\n")
  cat("row_quality =", both(rows^2 / found$rowdist^2), "\n")
  cat("column_mass =", row(found$colmass[active]), "\ncolumns =", both(columns[active, ]), "\n")
  cat("supplementary =", row(columns[ncol(whole), ]), "\n")
  cat("supplementary_distance =", format(found$coldist[ncol(whole)], digits = 12), "\n\n")
}

cat("# Printed by ca.R with", R.version.string, "and ca", as.character(packageVersion("ca")), "\n\n")
show("smoke", as.matrix(smoke), c(42, 29, 20, 7, 10))
show("words", matrix(c(31, 4, 9, 2, 6, 18, 5, 7, 2, 9, 22, 3, 11, 8, 14, 16, 5, 3, 1, 12, 7, 7, 8, 9),
                     ncol = 4, byrow = TRUE), c(5, 3, 0, 1, 1, 0))
