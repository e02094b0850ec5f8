#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the 128 leading bits of the powers of five that a double needs, as C: two words each, the high one first.

Positive powers are cut, reciprocals are rounded up (Lemire 2021, doi:10.1002/spe.2984, section 6)."""
LEAST, MOST = -342, 308


def leading_bits(power):
    if power >= 0:
        value = 5**power
        return value << 128 - value.bit_length() if value.bit_length() <= 128 else value >> value.bit_length() - 128
    value = 5**-power
    n_bits = (value - 1).bit_length()
    reciprocal = (1 << (n_bits + 127 if power >= -27 else 2 * n_bits + 128)) // value + 1
    return reciprocal >> max(0, reciprocal.bit_length() - 128)


print(f"#define LEAST_POWER ({LEAST})")
print(f"#define MOST_POWER {MOST}")
print("static const guint64 powers_of_five[][2] = {")
for power in range(LEAST, MOST + 1):
    bits = leading_bits(power)
    print(f"  {{ G_GUINT64_CONSTANT (0x{bits >> 64:016x}), G_GUINT64_CONSTANT (0x{bits & (1 << 64) - 1:016x}) }},")
print("};")
