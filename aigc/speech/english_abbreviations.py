"""What is written short in English, and what is said for it."""

from __future__ import annotations

ABBREVIATIONS = {
    "Dr.": "doctor", "Mr.": "mister", "Mrs.": "missis", "Ms.": "miz", "Prof.": "professor",
    "St.": "saint", "vs.": "versus", "vs": "versus", "etc.": "et cetera", "e.g.": "for example",
    "i.e.": "that is", "approx.": "approximately", "Inc.": "incorporated", "Ltd.": "limited",
    "Corp.": "corporation", "Co.": "company", "Jr.": "junior", "Sr.": "senior",
    "Fig.": "figure", "tbsp.": "tablespoon", "tbsp": "tablespoon", "tsp.": "teaspoon",
    "tsp": "teaspoon", "Approx.": "approximately", "Ave.": "avenue", "Blvd.": "boulevard",
    "Rd.": "road", "Hwy.": "highway", "Dept.": "department", "Vol.": "volume",
    "a.m.": "A M", "p.m.": "P M", "et al.": "and others", "w/": "with", "Mt.": "mount",
    "pp.": "pages", "ext.": "extension", "Ext.": "extension", "Eq.": "equation",
    "Figs.": "figures", "Sec.": "section", "Ch.": "chapter", "Apt.": "apartment",
    "Bldg.": "building", "Pkwy.": "parkway", "Sq.": "square", "Etc.": "et cetera",
    "Univ.": "university", "govt.": "government", "est.": "estimated", "max.": "maximum",
    "min.": "minimum", "avg.": "average", "Avg.": "average", "gal.": "gallon",
    "'n'": "and", "’n’": "and", "‘n’": "and",
}  # fmt: skip
"""Said wherever they stand."""
TITLES = {
    "Gov": "governor", "Sen": "senator", "Rep": "representative", "Gen": "general",
    "Col": "colonel", "Capt": "captain", "Lt": "lieutenant", "Sgt": "sergeant", "Rev": "reverend",
    "Hon": "honorable", "Pres": "president", "Sec": "secretary",
}  # fmt: skip
"""Said before a name."""
DAYS = {
    "Mon": "Monday", "Tues": "Tuesday", "Tue": "Tuesday", "Wed": "Wednesday", "Thurs": "Thursday",
    "Thu": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip
"""Said before a date or a time."""
COMPASS = {"N": "north", "S": "south", "E": "east", "W": "west"}
"""Said in addresses."""
