/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From ARFF or KEEL text to table. What the file declares as nominal, string or date is a category; the rest is numbers
 * unless its cells say otherwise. Only "?" and KEEL's "<null>" are missing. */
#include "engine/io/imb-arff-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/io/imb-arff-text.h"
#include "engine/io/imb-arff.h"
#include "engine/io/imb-forced.h"
#include "engine/io/imb-load.h"
#include "engine/io/imb-rows.h"
#include "engine/io/imb-sniff.h"

#define MOST_NOTES 5 /* about declared ranges */

static const char *const markers[] = { "?", "<null>", NULL };

typedef struct
{
  ImbRowSource   base;
  const ImbArff *arff;
  const ImbText *text;
  ImbArffMet    *met; /* by the last walk that had a log */
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

  if (log != NULL)
    {
      memset (self->met->n_outside, 0, sizeof *self->met->n_outside * self->arff->attributes->len);
      *self->met = (ImbArffMet){ .n_outside = self->met->n_outside };
    }
  return imb_arff_parse (self->arff, self->text->text, self->text->length, self->met, log, func, data, job, error);
}

static void
add_notes (const ImbArff    *arff,
           const ImbArffMet *met,
           const char       *weights, /* the column's name; NULL: there is none */
           ImbNotes         *notes)
{
  guint n_notes = 0;

  if (met->n_first > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "Sparse rows: %zu cell that they leave out has the first value declared for its attribute, as in Weka.", "Sparse rows: %zu cells that they leave out have the first value declared for their attribute, as in Weka.", met->n_first),
                   met->n_first);
  if (met->n_left_missing > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "Sparse rows: %zu cell of a string or a date that they leave out counts as missing.", "Sparse rows: %zu cells of strings or dates that they leave out count as missing.", met->n_left_missing),
                   met->n_left_missing);
  if (met->n_weights > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu row carries a weight, {…} at its end: the column “%s”; a row without one weighs 1.", "%zu rows carry a weight, {…} at their ends: the column “%s”; a row without one weighs 1.", met->n_weights),
                   met->n_weights, weights);

  for (guint j = 0; j < arff->attributes->len && n_notes < MOST_NOTES; j++)
    {
      const ImbArffAttribute *attribute = imb_arff_attribute_at (arff, j);

      if (met->n_outside[j] == 0)
        continue;
      imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "Column “%s”: %zu value lies outside the range that the file declares, %g to %g; it was kept.", "Column “%s”: %zu values lie outside the range that the file declares, %g to %g; they were kept.", met->n_outside[j]),
                     attribute->name, met->n_outside[j], attribute->least, attribute->most);
      n_notes++;
    }
}

static void
set_target (const ImbArff *arff,
            char **const   names,
            ImbReading    *reading,
            ImbNotes      *notes)
{
  for (guint j = 0; arff->target != NULL && j < arff->attributes->len && reading->target == NULL; j++)
    if (strcmp (imb_arff_attribute_at (arff, j)->name, arff->target) == 0)
      reading->target = g_strdup (names[j]);
  if (arff->target != NULL && reading->target == NULL)
    imb_notes_add (notes, _ ("The file names “%s” as its output, but has no such attribute."), arff->target);
}

static ImbTable *
make_table (const ArffSource     *source,
            char                **header,
            ImbInfer             *infer,
            const ImbMissing     *missing,
            const ImbReadOptions *options,
            ImbReadLog           *log,
            ImbJob               *job,
            GError              **error)
{
  const ImbArff    *arff = source->arff;
  gsize             n = imb_arff_n_columns (arff);
  g_autofree char **names = imb_header_names (header, n, log);
  ImbColumn        *columns = imb_infer_finish (infer, names, job, error);
  ImbTable         *table;
  ImbReading       *reading;

  if (columns == NULL)
    {
      g_strfreev (g_steal_pointer (&names));
      return NULL;
    }
  for (guint j = 0; j < arff->attributes->len; j++)
    if (imb_arff_attribute_at (arff, j)->kind == IMB_ARFF_DATE)
      columns[j].type = IMB_TYPE_DATE;
  table = imb_table_new (log->name, imb_infer_n_rows (infer), columns, n, job, error);
  if (table == NULL)
    return NULL;

  reading = g_new0 (ImbReading, 1);
  set_target (arff, names, reading, log->notes);
  reading->weights = g_strdup (arff->weighed ? names[n - 1] : NULL);
  reading->format = g_strdup (arff->keel || g_strcmp0 (options->format, "keel") == 0 ? "keel" : "arff");
  reading->delimiter = ',';
  reading->decimal = '.';
  reading->has_header = TRUE;
  reading->missing = imb_missing_dup_met (missing);
  imb_sample_tell (source->base.sample, reading, log);
  imb_table_set_reading (table, reading);
  add_notes (arff, source->met, reading->weights, log->notes);
  return table;
}

/* What the file says, or the last attribute when it has classes; −1: not known. */
static gssize
find_target (const ImbArff *arff)
{
  gssize last = (gssize) arff->attributes->len - 1;

  for (guint j = 0; arff->target != NULL && j < arff->attributes->len; j++)
    if (strcmp (imb_arff_attribute_at (arff, j)->name, arff->target) == 0)
      return j;
  return last >= 0 && imb_arff_attribute_at (arff, (guint) last)->kind == IMB_ARFF_NOMINAL ? last : -1;
}

static ImbTable *
read_rows (ArffSource           *source,
           const ImbReadOptions *options,
           ImbReadLog           *log,
           ImbJob               *job,
           GError              **error)
{
  const guint       n_attributes = source->arff->attributes->len;
  gsize             n = imb_arff_n_columns (source->arff);
  ImbMissing       *missing = imb_missing_new (options->missing == NULL ? markers : options->missing);
  ImbInfer         *infer = imb_infer_new (n, '.', missing, log);
  ImbTable         *table = NULL;
  g_autofree char **header = g_new0 (char *, n + 1); /* the names are lent */
  gssize            j_target;

  if (source->arff->weighed)
    header[n_attributes] = _ ("weight");
  for (gsize j = 0; j < n_attributes; j++)
    {
      header[j] = imb_arff_attribute_at (source->arff, j)->name;
      if (imb_arff_attribute_at (source->arff, j)->kind != IMB_ARFF_NUMBER)
        imb_infer_set_text (infer, j);
    }
  imb_sample_stratify (source->base.sample, options, header, n);
  j_target = find_target (source->arff);
  if (j_target >= 0)
    imb_sample_stratify_by_guess (source->base.sample, options, header[j_target], (gsize) j_target);
  if (imb_forced_set (infer, header, n, options, log, error) && imb_rows_add (&source->base, infer, log, job, error)
      && imb_forced_check (infer, header, log, error))
    table = make_table (source, header, infer, missing, options, log, job, error);
  imb_infer_free (infer);
  imb_missing_free (missing);
  return table;
}

/* A sparse row of two bytes may stand for a hundred thousand cells. */
static gboolean
sparse_fits (const ImbArff   *arff,
             const ImbText   *text,
             const ImbSample *sample,
             ImbReadLog      *log,
             GError         **error)
{
  const char *p = text->text + arff->data_at, *end = text->text + text->length;
  gsize       n_rows = 0;

  while (p < end && (p = memchr (p, '{', (gsize) (end - p))) != NULL)
    {
      n_rows += p == text->text || p[-1] == '\n' || p[-1] == '\r' || imb_arff_is_blank (p[-1]);
      p++;
    }
  if (sample->most_rows > 0)
    n_rows = MIN (n_rows, sample->most_rows);
  if ((double) n_rows * arff->attributes->len * sizeof (double) <= (double) imb_load_available_memory ())
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("%s: %zu sparse rows of %u columns do not fit into the memory that is free; use fewer of them."),
               log->name, n_rows, arff->attributes->len);
  return FALSE;
}

ImbTable *
imb_arff_table_new (const ImbText        *text,
                    const ImbReadOptions *options,
                    ImbReadLog           *log,
                    ImbJob               *job,
                    GError              **error)
{
  ImbArff    arff;
  ArffSource source;
  ImbArffMet met = { 0 };
  ImbTable  *table = NULL;
  g_auto (ImbSample) sample;

  imb_sample_init (&sample, options);
  if (imb_arff_read_head (&arff, text->text, text->length, log, error) && sparse_fits (&arff, text, &sample, log, error))
    {
      met.n_outside = g_new0 (gsize, arff.attributes->len);
      source = (ArffSource){
        .base = { parse_arff, imb_arff_n_columns (&arff), FALSE, text->length - arff.data_at, 2 * arff.attributes->len, &sample },
        .arff = &arff,
        .text = text,
        .met = &met,
      };
      table = read_rows (&source, options, log, job, error);
      g_free (met.n_outside);
    }
  imb_arff_clear (&arff);
  return table;
}
