/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From ARFF or KEEL text to table. What the file declares as nominal, string or date is a category; the rest is numbers
 * unless its cells say otherwise. Only "?" and KEEL's "<null>" are missing. */
#include "engine/io/imb-arff-table.h"

#include <string.h>

#include "engine/io/imb-arff.h"
#include "engine/io/imb-rows.h"
#include "engine/io/imb-sniff.h"

static const char *const markers[] = { "?", "<null>", NULL };

typedef struct
{
  ImbRowSource   base;
  const ImbArff *arff;
  const ImbText *text;
  ImbReadLog    *names;
} ArffSource;

static gboolean
parse_arff (const ImbRowSource *source,
            ImbReadLog         *log,
            ImbRowFunc          func,
            gpointer            data,
            ImbJob             *job,
            GError            **error)
{
  const ArffSource *self = (const ArffSource *) source;

  return imb_arff_parse (self->arff, self->text->text, self->text->length, self->names, log, func, data, job, error);
}

static ImbTable *
make_table (ImbArff    *arff,
            ImbInfer   *infer,
            ImbMissing *missing,
            ImbReadLog *log,
            ImbJob     *job,
            GError    **error)
{
  g_autofree char **names = imb_header_names (arff->names, arff->n, log);
  ImbTable         *table = imb_table_new (log->name, imb_infer_n_rows (infer), imb_infer_finish (infer, names), arff->n, job, error);
  ImbReading       *reading;

  if (table == NULL)
    return NULL;

  reading = g_new0 (ImbReading, 1);
  for (gsize j = 0; arff->target != NULL && j < arff->n; j++)
    if (strcmp (arff->names[j], arff->target) == 0)
      reading->target = g_strdup (names[j]);
  reading->format = g_strdup (arff->target != NULL ? "keel" : "arff");
  reading->delimiter = ',';
  reading->decimal = '.';
  reading->has_header = TRUE;
  reading->missing = imb_missing_dup_met (missing);
  imb_table_set_reading (table, reading);
  return table;
}

ImbTable *
imb_arff_table_new (const ImbText        *text,
                    const ImbReadOptions *options,
                    ImbReadLog           *log,
                    ImbJob               *job,
                    GError              **error)
{
  ImbArff     arff;
  ArffSource  source;
  ImbMissing *missing;
  ImbInfer   *infer;
  ImbTable   *table = NULL;

  if (!imb_arff_read_head (&arff, text->text, text->length, log, error))
    {
      imb_arff_clear (&arff);
      return NULL;
    }

  source = (ArffSource){
    .base = { parse_arff, arff.n, FALSE, text->length - arff.data_at, 2 * arff.n },
    .arff = &arff,
    .text = text,
    .names = log,
  };
  missing = imb_missing_new (options->missing == NULL ? markers : options->missing);
  infer = imb_infer_new (arff.n, '.', missing, log);
  for (gsize j = 0; j < arff.n; j++)
    if (arff.is_text[j])
      imb_infer_set_text (infer, j);
  if (imb_rows_add (&source.base, infer, log, job, error))
    table = make_table (&arff, infer, missing, log, job, error);
  imb_infer_free (infer);
  imb_missing_free (missing);
  imb_arff_clear (&arff);
  return table;
}
