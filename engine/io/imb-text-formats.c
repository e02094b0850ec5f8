/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes become text (imb-decode); the text's beginning tells whose reader takes it. */
#include "engine/io/imb-text-formats.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/io/imb-arff-table.h"
#include "engine/io/imb-arff.h"
#include "engine/io/imb-csv-table.h"
#include "engine/io/imb-decode.h"

gboolean
imb_text_is_csv (const ImbText        *beginning,
                 const ImbReadOptions *options)
{
  return options->format == NULL ? !imb_arff_is (beginning->text, beginning->length) : strcmp (options->format, "csv") == 0;
}

static ImbTable *
read_decoded (const ImbText        *text,
              const ImbReadOptions *options,
              ImbReadLog           *log,
              ImbJob               *job,
              GError              **error)
{
  if (imb_text_is_csv (text, options))
    return imb_csv_table_new (text, options, log, job, error);
  return imb_arff_table_new (text, options, log, job, error);
}

ImbTable *
imb_text_read_by (ImbTextReader         reader,
                  const char           *data,
                  gsize                 length,
                  const ImbReadOptions *options,
                  ImbReadLog           *log,
                  ImbJob               *job,
                  GError              **error)
{
  ImbText   text;
  ImbTable *table;

  if (!imb_decode (data, length, options->encoding, log, &text, job, error))
    return NULL;

  table = reader (&text, options, log, job, error);
  if (table != NULL)
    ((ImbReading *) imb_table_get_reading (table))->encoding = g_steal_pointer (&text.encoding);
  imb_text_clear (&text);
  return table;
}

ImbTable *
imb_text_read (const char           *data,
               gsize                 length,
               const ImbReadOptions *options,
               ImbReadLog           *log,
               ImbJob               *job,
               GError              **error)
{
  return imb_text_read_by (read_decoded, data, length, options, log, job, error);
}

static const char *const csv_suffixes[] = { "csv", "tsv", "tab", "txt", "data", NULL };
static const char *const arff_suffixes[] = { "arff", NULL };
static const char *const keel_suffixes[] = { "dat", NULL };

const ImbFormat imb_format_csv = { .id = "csv", .label = N_ ("Text with a delimiter (CSV)"), .suffixes = csv_suffixes, .read = imb_text_read };
const ImbFormat imb_format_arff = { .id = "arff", .label = N_ ("ARFF (Weka)"), .suffixes = arff_suffixes, .read = imb_text_read };
const ImbFormat imb_format_keel = { .id = "keel", .label = N_ ("KEEL"), .suffixes = keel_suffixes, .read = imb_text_read };
