/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One function, compiled for several kinds of processor, chosen when the program starts. The
 * sanitizers run before the choice can be made, and clang's version differs: there one copy does. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define IMB_CLONES __attribute__ ((target_clones ("avx512f", "avx2", "default")))
#else
#define IMB_CLONES
#endif
