"""The exchange itself: accounts, wallets, orders, matching, journal, clock, faults. It knows no wire."""
