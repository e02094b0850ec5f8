/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of files that can be read. Another one is a file that exports an ImbFormat, and its name below. */
#include "engine/io/imb-format.h"

#include <string.h>

#include "engine/io/imb-libsvm.h"
#include "engine/io/imb-npy-table.h"
#include "engine/io/imb-ods.h"
#include "engine/io/imb-sqlite.h"
#include "engine/io/imb-text-formats.h"
#include "engine/io/imb-xlsx.h"

static const ImbFormat *const formats[] = {
  &imb_format_csv,
  &imb_format_arff,
  &imb_format_keel,
  &imb_format_sqlite,
  &imb_format_libsvm,
  &imb_format_npy,
  &imb_format_npz,
  &imb_format_xlsx,
  &imb_format_ods,
  NULL,
};

const ImbFormat *const *
imb_formats (void)
{
  return formats;
}

const ImbFormat *
imb_format_find (const char *id)
{
  for (gsize f = 0; formats[f] != NULL; f++)
    if (strcmp (formats[f]->id, id) == 0)
      return formats[f];
  return NULL;
}

const ImbFormat *
imb_format_guess (const char *data,
                  gsize       length)
{
  for (gsize f = 0; formats[f] != NULL; f++)
    if (formats[f]->is != NULL && formats[f]->is (data, length))
      return formats[f];
  return NULL;
}

char *
imb_format_ids (void)
{
  GString *ids = g_string_new (NULL);

  for (gsize f = 0; formats[f] != NULL; f++)
    g_string_append_printf (ids, "%s%s", f > 0 ? ", " : "", formats[f]->id);
  return g_string_free (ids, FALSE);
}
