/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What libFuzzer asks of a target (https://llvm.org/docs/LibFuzzer.html). A target aborts when something is wrong;
 * fuzz-corpus.c runs it over the files of its corpus without libFuzzer. */
int LLVMFuzzerInitialize (int    *argc,
                          char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         length);
