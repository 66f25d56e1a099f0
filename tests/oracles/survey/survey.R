# The numbers of survey.toml: Rscript tests/oracles/survey/survey.R | sed "s/ *$//" > tests/oracles/survey/survey.toml
# R 4.2.2, survey 4.1-1. The data are invented here; nothing is taken from the package.
suppressMessages(library(survey))
options(survey.lonely.psu = "fail")

frame <- data.frame(
  score   = c(10, 9, 7, 3, 8, 10, 0, 6, 9, 10, 5, 8, 2, 9, 7, 10, 4, 10, 8, 9, 6, 1, 9, 10),
  weight  = c(3, 3, 3, 3, 3, 3, 3, 3, 8.5, 8.5, 8.5, 8.5, 8.5, 8.5, 8.5, 8.5, 20, 20, 20, 20, 20, 20, 20, 20),
  tier    = rep(c("gold", "silver", "free"), each = 8),
  account = c("a", "a", "b", "b", "b", "c", "c", "d", "e", "e", "f", "f", "g", "g", "h", "h",
              "i", "i", "j", "j", "k", "k", "l", "l"),
  country = c("de", "fr", "de", "de", "fr", "fr", "de", "fr", "de", "de", "de", "fr", "fr", "fr", "de", "fr",
              "fr", "de", "de", "fr", "fr", "de", "fr", "fr")
)
frame$size <- c(gold = 24, silver = 68, free = 160)[frame$tier]
frame$accounts <- c(gold = 9, silver = 30, free = 70)[frame$tier]
frame$value <- ifelse(frame$score >= 9, 1, ifelse(frame$score <= 6, -1, 0))

row <- function(x) paste0("[", paste(if (is.character(x)) dQuote(x, FALSE) else format(x, digits = 15, trim = TRUE),
                                     collapse = ", "), "]")
cat("# Printed by survey.R with", R.version.string, "and survey", as.character(packageVersion("survey")), "\n\n")
cat("[data]\n")
for (name in c("score", "weight", "tier", "account", "country")) cat(name, "=", row(frame[[name]]), "\n")
cat("sizes = { gold = 24, silver = 68, free = 160 }\n")
cat("accounts = { gold = 9, silver = 30, free = 70 }\n\n")

designs <- list(
  weights             = svydesign(~1, weights = ~weight, data = frame),
  strata              = svydesign(~1, strata = ~tier, weights = ~weight, data = frame),
  strata_population   = svydesign(~1, strata = ~tier, weights = ~weight, fpc = ~size, data = frame),
  clusters            = svydesign(~account, weights = ~weight, data = frame),
  strata_clusters     = svydesign(~account, strata = ~tier, weights = ~weight, data = frame),
  everything          = svydesign(~account, strata = ~tier, weights = ~weight, fpc = ~accounts, data = frame)
)
for (name in names(designs)) for (what in c("score", "value")) {
  found <- svymean(as.formula(paste0("~", what)), designs[[name]], deff = "replace")
  limits <- confint(found, df = degf(designs[[name]]))
  cat("[[mean]]\ndesign =", dQuote(name, FALSE), "\nof =", dQuote(what, FALSE), "\n")
  cat("value =", format(coef(found)[[1]], digits = 15), "\nse =", format(SE(found)[[1]], digits = 15), "\n")
  cat("limits =", row(as.vector(limits)), "\nfreedom =", degf(designs[[name]]), "\n")
  cat("deff =", format(deff(found)[[1]], digits = 15), "\n\n")
}

raked <- rake(designs$weights, list(~tier, ~country),
              list(data.frame(tier = c("gold", "silver", "free"), Freq = c(24, 68, 160)),
                   data.frame(country = c("de", "fr"), Freq = c(150, 102))),
              control = list(maxit = 200, epsilon = 1e-12, verbose = FALSE))
cat("[raking]\ntier = { gold = 24, silver = 68, free = 160 }\ncountry = { de = 150, fr = 102 }\n")
cat("weights =", row(weights(raked)), "\n\n")

accounts <- data.frame(start = c(120, 80, 45, 200, 60, 30, 90, 150, 75, 40, 110, 55),
                       end   = c(130, 0, 45, 180, 72, 33, 90, 165, 60, 0, 121, 70))
ratio <- svyratio(~end, ~start, svydesign(~1, weights = rep(1, 12), data = accounts))
limits <- as.vector(confint(ratio, df = 11))
cat("[ratio]\nstart =", row(accounts$start), "\nend =", row(accounts$end), "\n")
cat("value =", format(coef(ratio)[[1]], digits = 15), "\nse =", format(SE(ratio)[[1]], digits = 15),
    "\nlimits =", row(limits), "\n\n")

invited <- data.frame(tier = rep(c("gold", "silver", "free"), times = c(40, 60, 100)),
                      tenure = rep(c(1, 2, 3, 5, 8), 40))
invited$responded <- as.integer(seq_len(200) %% ifelse(invited$tier == "gold", 2,
                                 ifelse(invited$tier == "silver", 4, 7)) == 0)
fit <- glm(responded ~ tier + tenure, family = binomial, data = invited, control = list(epsilon = 1e-14))
cat("[propensity]\nresponded =", row(which(invited$responded == 1) - 1), "\n")
cat("first_of_tier = { gold =", format(fitted(fit)[[1]], digits = 12), ", silver =",
    format(fitted(fit)[[41]], digits = 12), ", free =", format(fitted(fit)[[101]], digits = 12), "}\n")
