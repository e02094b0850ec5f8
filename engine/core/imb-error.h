/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ImbError:
 * @IMB_ERROR_PARAM: a parameter is unknown or out of its range: change it
 * @IMB_ERROR_FORMAT: the file is not a table that can be read: another file, or other reading options
 * @IMB_ERROR_TARGET: the target is missing or unsuitable: choose another column
 * @IMB_ERROR_ONE_CLASS: all rows are of one class: nothing can be learnt or balanced
 * @IMB_ERROR_TOO_FEW: a class has too few rows: fewer neighbours or folds, or another sampler
 * @IMB_ERROR_TOO_LARGE: it does not fit into memory: fewer rows or columns
 * @IMB_ERROR_MISSING: missing values where none can be: impute, or ignore the column
 * @IMB_ERROR_UNSUITABLE: the method finds nothing to do in these rows: another method, or other parameters
 * @IMB_ERROR_NUMBERS: the numbers do not allow it (overflow, no convergence)
 * @IMB_ERROR_OUTPUT: the result cannot be written there
 * @IMB_ERROR_USAGE: the command is put together wrongly
 *
 * Named after what the person can do about it. The message is one translated
 * sentence that says what is wrong, where, and what to do. Cancellation is
 * G_IO_ERROR_CANCELLED and nothing else.
 */
typedef enum
{
  IMB_ERROR_PARAM,
  IMB_ERROR_FORMAT,
  IMB_ERROR_TARGET,
  IMB_ERROR_ONE_CLASS,
  IMB_ERROR_TOO_FEW,
  IMB_ERROR_TOO_LARGE,
  IMB_ERROR_MISSING,
  IMB_ERROR_UNSUITABLE,
  IMB_ERROR_NUMBERS,
  IMB_ERROR_OUTPUT,
  IMB_ERROR_USAGE,
} ImbError;

#define IMB_ERROR (imb_error_quark ())
GQuark imb_error_quark (void);

G_END_DECLS
