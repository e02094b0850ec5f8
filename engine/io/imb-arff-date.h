/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an ARFF date has when the file names no other format. */
#define IMB_ARFF_DATE_FORMAT "yyyy-MM-dd'T'HH:mm:ss"

/* Does @text follow @format, a pattern of Java's SimpleDateFormat? Numbers are taken leniently (1 for 01), but month, day and time
 * of day must be possible. */
gboolean imb_arff_date_fits (const char *format,
                             const char *text);

G_END_DECLS
