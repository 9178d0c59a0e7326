"""Units as they are said in English."""

from __future__ import annotations

UNITS = {
    "km/h": "kilometer per hour", "m/s": "meter per second", "mAh": "milliamp hour",
    "µm": "micrometer", "¢": "cent", "yd": "yard", "V": "volt", "W": "watt",
    "kcal": "kilocalorie",
    "mph": "mile per hour", "km": "kilometer", "kg": "kilogram",
    "cm": "centimeter", "mm": "millimeter", "nm": "nanometer", "μm": "micrometer", "m": "meter",
    "g": "gram", "mg": "milligram", "ml": "milliliter", "mL": "milliliter", "L": "liter",
    "lb": "pound", "lbs": "pound", "oz": "ounce", "ft": "foot", "kWh": "kilowatt hour",
    "MWh": "megawatt hour", "GWh": "gigawatt hour", "GW": "gigawatt", "MW": "megawatt",
    "kW": "kilowatt", "GB": "gigabyte", "MB": "megabyte", "TB": "terabyte", "KB": "kilobyte",
    "GHz": "gigahertz", "MHz": "megahertz", "kHz": "kilohertz", "Hz": "hertz",
    "ms": "millisecond", "min": "minute", "hr": "hour", "dB": "decibel",
    "°C": "degree Celsius", "℃": "degree Celsius", "°F": "degree Fahrenheit", "°": "degree",
    "Mbps": "megabit per second", "Gbps": "gigabit per second", "MB/s": "megabyte per second",
    "GB/s": "gigabyte per second", "mi": "mile", "tsp": "teaspoon", "tbsp": "tablespoon",
    "gal": "gallon", "psi": "pound per square inch",
    "rpm": "revolution per minute", "fps": "frame per second", "mg/L": "milligram per liter",
    "μg/m³": "microgram per cubic meter", "µg/m³": "microgram per cubic meter",
    "mmol/L": "millimole per liter", "mmHg": "millimeter of mercury", "m³": "cubic meter",
    "cm²": "square centimeter", "ft²": "square foot", "PB": "petabyte", "kPa": "kilopascal",
    "ppm": "part per million", "ppb": "part per billion", "mpg": "mile per gallon",
    "hrs": "hour", "h": "hour", "mins": "minute", "sec": "second", "secs": "second",
    "dpi": "dot per inch",
    "bpm": "beat per minute", "kbps": "kilobit per second", "kJ": "kilojoule",
    "mol": "mole", "g/L": "gram per liter", "ft/s": "foot per second",
    "km/s": "kilometer per second", "mA": "milliamp", "kV": "kilovolt", "mV": "millivolt",
    "km²": "square kilometer", "m²": "square meter", "x": "time",
}  # fmt: skip
"""What a unit is called beside one of it, by its sign."""


def plural(count: str, name: str) -> str:
    """Return the name as it follows a number."""
    head, _, rest = name.partition(" ")
    if count == "1" or head in (
        "yuan",
        "fen",
        "won",
        "hertz",
        "gigahertz",
        "megahertz",
        "kilohertz",
    ):
        return name
    if head in ("square", "cubic"):
        return f"{head} {plural(count, rest)}"
    irregular = {"foot": "feet", "penny": "pence", "inch": "inches"}
    many = irregular.get(head, f"{head}s")
    if rest and rest.split()[0] == "hour":
        return f"{name}s"
    return f"{many} {rest}".strip()
