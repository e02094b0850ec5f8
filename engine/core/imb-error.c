/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one error domain of the engine. */
#include "engine/core/imb-error.h"

G_DEFINE_QUARK (imb - error, imb_error)
