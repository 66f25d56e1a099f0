# The numbers of survival.toml: Rscript tests/oracles/survival/survival.R | sed "s/ *$//" > tests/oracles/survival/survival.toml
# R 4.2.2, survival 3.5-3. The data are invented here; nothing is taken from the package.
suppressMessages(library(survival))

months <- c(1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 6, 6, 7, 8, 8, 9, 10, 10, 12,
            1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 6, 7, 7, 8, 9, 9, 11, 12, 12, 12,
            2, 4, 5, 6, 7, 8, 8, 9, 10, 11, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12)
left <- c(1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0,
          1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0,
          1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0)
band <- rep(c("passive", "detractor", "promoter"), each = 20)
tier <- rep(c("gold", "free", "free"), 20)

line <- function(x) paste0("[", paste(if (is.character(x)) dQuote(x, FALSE) else format(x, digits = 12, trim = TRUE),
                                      collapse = ", "), "]")
cat("# Printed by survival.R with", R.version.string, "and survival", as.character(packageVersion("survival")), "\n\n")
cat("[data]\nmonths =", line(months), "\nleft =", line(left), "\nband =", line(band), "\ntier =", line(tier), "\n\n")

curve <- function(name, which) {
  found <- survfit(Surv(months[which], left[which]) ~ 1, conf.type = "log-log")
  kept <- found$n.event > 0
  cat("[[curve]]\nof =", dQuote(name, FALSE), "\nmonth =", line(found$time[kept]), "\nat_risk =", line(found$n.risk[kept]),
      "\nchurned =", line(found$n.event[kept]), "\nretained =", line(found$surv[kept]),
      "\nse =", line(found$surv[kept] * found$std.err[kept]), "\nlow =", line(found$lower[kept]),
      "\nhigh =", line(found$upper[kept]), "\n\n")
}
curve("all", rep(TRUE, 60))
for (name in unique(band)) curve(name, band == name)

difference <- function(name, group) {
  found <- survdiff(Surv(months, left) ~ group)
  cat("[[logrank]]\nby =", dQuote(name, FALSE), "\ngroups =", line(sub("group=", "", names(found$n))),
      "\nobserved =", line(found$obs), "\nexpected =", line(found$exp), "\nchi_square =", format(found$chisq, digits = 12),
      "\ndf =", length(found$n) - 1, "\n\n")
}
difference("band", band)
difference("tier", tier)

# One row for each month that each customer was at risk; the discrete-time hazard of Prentice and Gloeckler.
spans <- do.call(rbind, lapply(seq_along(months), function(i) {
  data.frame(month = 1:months[i], event = c(rep(0, months[i] - 1), left[i]), band = band[i], tier = tier[i])
}))
spans$piece <- cut(spans$month, c(0, 3, 6, 9, 12))
spans$band <- relevel(factor(spans$band), ref = "detractor")
spans$tier <- relevel(factor(spans$tier), ref = "free")
fit <- glm(event ~ 0 + piece + band + tier, family = binomial("cloglog"), data = spans,
           control = list(epsilon = 1e-14, maxit = 100))
about <- summary(fit)$coefficients[5:7, ]
cat("[hazard]\ncuts = [3, 6, 9]\nreference = { band = \"detractor\", tier = \"free\" }\n")
cat("terms =", line(rownames(about)), "\nlog_ratio =", line(about[, 1]), "\nse =", line(about[, 2]), "\n")
cat("log_likelihood =", format(as.numeric(logLik(fit)), digits = 12), "\nperson_months =", nrow(spans), "\n")
