"""Documents for people outside the quarterly round: a CCC's report, a collectivity's profile, a cooperation's page."""
