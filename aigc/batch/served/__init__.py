"""The desk over HTTP: workers on other machines get their jobs from the ledger of one."""
