/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of ARFF and KEEL. Values stand between commas or tabs; where that makes too few of them, between blanks as well, as
 * Weka has it. Sparse rows {0 1.5, 3 'y z'} tell the values that are not 0, where 0 of a nominal attribute is its first
 * declared value. O(bytes), and O(attributes) for a sparse row. */
#include "engine/io/imb-arff.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/data/imb-number.h"
#include "engine/io/imb-arff-date.h"
#include "engine/io/imb-arff-text.h"

#define STEP ((gsize) 256 << 10) /* bytes between two looks at the job */

/* One walk over the rows. */
typedef struct
{
  const ImbArff *arff;
  ImbArffMet    *met;
  ImbReadLog    *log;    /* NULL: a sample, nothing is said */
  GString       *cells;  /* the values of a row, each with a NUL */
  GArray        *fields; /* of ImbField */
  GString       *weight; /* of the row, as text */
} Walk;

/* One value at @p as the row's next field; the text goes to @cells, which moves on. */
static void
take_field (Walk        *walk,
            const char **p,
            const char  *end,
            guint        stops,
            char       **cells,
            gsize        line)
{
  ImbField     field = { *cells, 0 };
  ImbArffValue value = imb_arff_take_value (p, end, stops, *cells, &field.length);
  const char  *rest = imb_arff_skip_blanks (*p, end);

  g_array_append_val (walk->fields, field);
  *cells += field.length + 1;
  if (value == IMB_ARFF_NOT_CLOSED && walk->log != NULL)
    imb_read_log_problem (walk->log, line, walk->fields->len, _ ("The quote is not closed; the rest of the line was taken for the value."));
  if (value != IMB_ARFF_QUOTED)
    return;

  /* 'a'b, */
  for (*p = rest; *p < end && strchr (",\t}", **p) == NULL && (stops & IMB_ARFF_AT_BLANK) == 0;)
    ++*p;
  if (*p > rest && walk->log != NULL)
    imb_read_log_problem (walk->log, line, walk->fields->len, _ ("Something stands between the closing quote and the next comma; it was left out."));
}

/* The values of a full row. */
static void
take_fields (Walk       *walk,
             const char *p,
             const char *end,
             guint       stops,
             gsize       line)
{
  char *cells = walk->cells->str;

  g_array_set_size (walk->fields, 0);
  while (TRUE)
    {
      take_field (walk, &p, end, stops, &cells, line);
      p = imb_arff_skip_blanks (p, end);
      if (p == end)
        return;
      p += *p == ',';
    }
}

/* Between commas; where that makes too few values, between blanks as well, unless that does not help. */
static void
take_dense (Walk       *walk,
            const char *p,
            const char *end,
            gsize       line)
{
  const guint commas = IMB_ARFF_AT_COMMA | IMB_ARFF_AT_TAB;
  gsize       n_told = walk->log == NULL ? 0 : walk->log->n_problems;

  take_fields (walk, p, end, commas, line);
  if (walk->fields->len >= walk->arff->attributes->len || memchr (p, ' ', (gsize) (end - p)) == NULL)
    return;

  if (walk->log != NULL)
    imb_read_log_rewind (walk->log, n_told);
  take_fields (walk, p, end, commas | IMB_ARFF_AT_BLANK, line);
  if (walk->fields->len >= walk->arff->attributes->len)
    return;
  if (walk->log != NULL)
    imb_read_log_rewind (walk->log, n_told);
  take_fields (walk, p, end, commas, line);
}

/* The values that a sparse row leaves out. */
static void
fill_absent (Walk *walk)
{
  const ImbArff *arff = walk->arff;

  g_array_set_size (walk->fields, 0);
  for (guint j = 0; j < arff->attributes->len; j++)
    {
      const ImbArffAttribute *attribute = imb_arff_attribute_at (arff, j);
      const char             *text = attribute->kind == IMB_ARFF_NUMBER ? "0" : attribute->first != NULL ? attribute->first
                                                                                                         : "";
      ImbField                field = { text, strlen (text) };

      g_array_append_val (walk->fields, field);
    }
}

static void
count_absent (Walk           *walk,
              const gboolean *told)
{
  walk->met->n_sparse++;
  for (guint j = 0; j < walk->arff->attributes->len; j++)
    {
      const ImbArffAttribute *attribute = imb_arff_attribute_at (walk->arff, j);

      if (told[j] || attribute->kind == IMB_ARFF_NUMBER)
        continue;
      *(attribute->first != NULL ? &walk->met->n_first : &walk->met->n_left_missing) += 1;
    }
}

/* "3 'y z'": which attribute. Returns G_MAXSIZE when it is not one, which is then a problem. */
static gsize
take_index (Walk        *walk,
            const char **p,
            const char  *end,
            char        *out,
            gsize        line)
{
  gsize            n;
  guint64          j;
  g_autofree char *quoted = NULL;

  imb_arff_take_value (p, end, IMB_ARFF_AT_BLANK | IMB_ARFF_AT_TAB | IMB_ARFF_AT_COMMA | IMB_ARFF_AT_CLOSE, out, &n);
  if (n > 0 && g_ascii_string_to_unsigned (out, 10, 0, walk->arff->attributes->len - 1, &j, NULL))
    return (gsize) j;
  if (walk->log != NULL)
    {
      quoted = imb_read_log_quote (out);
      imb_read_log_problem (walk->log, line, 0, _ ("“%s” is no number of an attribute (0 to %u); the value after it was left out."),
                            quoted, walk->arff->attributes->len - 1);
    }
  return G_MAXSIZE;
}

static void
take_sparse (Walk        *walk,
             const char **at,
             const char  *end,
             gsize        line)
{
  const guint          stops = IMB_ARFF_AT_BLANK | IMB_ARFF_AT_TAB | IMB_ARFF_AT_COMMA | IMB_ARFF_AT_CLOSE;
  g_autofree gboolean *told = g_new0 (gboolean, walk->arff->attributes->len);
  const char          *p = imb_arff_skip_blanks (*at + 1, end);
  char                *cells = walk->cells->str;

  fill_absent (walk);
  while (p < end && *p != '}')
    {
      gsize    j = take_index (walk, &p, end, cells, line);
      ImbField field = { cells, 0 };

      if (imb_arff_take_value (&p, end, stops, cells, &field.length) == IMB_ARFF_NOT_CLOSED && walk->log != NULL)
        imb_read_log_problem (walk->log, line, j == G_MAXSIZE ? 0 : j + 1, _ ("The quote is not closed; the rest of the line was taken for the value."));
      cells += field.length + 1;
      if (j != G_MAXSIZE && told[j] && walk->log != NULL)
        imb_read_log_problem (walk->log, line, j + 1, _ ("The row tells this value twice; the last one was taken."));
      if (j != G_MAXSIZE)
        {
          g_array_index (walk->fields, ImbField, j) = field;
          told[j] = TRUE;
        }
      p = imb_arff_skip_blanks (p, end);
      p += p < end && *p == ',';
      p = imb_arff_skip_blanks (p, end);
    }
  if (p == end && walk->log != NULL)
    imb_read_log_problem (walk->log, line, 0, _ ("The sparse row is not closed by “}”; what is there was taken."));
  *at = p + (p < end);
  if (walk->log != NULL)
    count_absent (walk, told);
}

/* The row's weight as its last value: 1 where there is none. Values that are missing before it are told here, because they are not missing at
 * the end. */
static void
put_weight (Walk *walk,
            gsize line)
{
  const guint n = walk->arff->attributes->len;
  ImbField    field = { "", 0 };

  if (!walk->arff->weighed)
    return;

  while (walk->fields->len > n && g_array_index (walk->fields, ImbField, walk->fields->len - 1).length == 0)
    g_array_set_size (walk->fields, walk->fields->len - 1);
  if (walk->fields->len < n && walk->log != NULL)
    imb_read_log_problem (walk->log, line, 0, _ ("The row has %zu fields where %zu belong; the others count as missing."), (gsize) walk->fields->len, (gsize) n);
  while (walk->fields->len < n)
    g_array_append_val (walk->fields, field);
  field = (ImbField){ walk->weight->str, walk->weight->len };
  g_array_append_val (walk->fields, field);
}

static void
check_nominal (Walk                   *walk,
               const ImbArffAttribute *attribute,
               const ImbField         *cell,
               guint                   j,
               gsize                   line)
{
  g_autofree char *quoted = NULL;
  g_autofree char *name = NULL;

  if (attribute->values == NULL || g_hash_table_contains (attribute->values, cell->text))
    return;
  quoted = imb_read_log_quote (cell->text);
  name = imb_read_log_quote (attribute->name);
  imb_read_log_problem (walk->log, line, j + 1, _ ("“%s” is not among the values declared for “%s”; it was taken as one more."), quoted, name);
}

/* Does the row keep to what the head declares? */
static void
check_row (Walk *walk,
           gsize line)
{
  for (guint j = 0; j < MIN (walk->fields->len, walk->arff->attributes->len); j++)
    {
      const ImbArffAttribute *attribute = imb_arff_attribute_at (walk->arff, j);
      const ImbField         *cell = &g_array_index (walk->fields, ImbField, j);
      double                  value;

      if (cell->length == 0 || strcmp (cell->text, "?") == 0 || strcmp (cell->text, "<null>") == 0)
        continue;
      if (attribute->kind == IMB_ARFF_NOMINAL)
        check_nominal (walk, attribute, cell, j, line);
      else if (attribute->kind == IMB_ARFF_DATE && !imb_arff_date_fits (attribute->date_format, cell->text))
        {
          g_autofree char *quoted = imb_read_log_quote (cell->text);
          g_autofree char *format = imb_read_log_quote (attribute->date_format);

          imb_read_log_problem (walk->log, line, j + 1, _ ("“%s” does not follow the date format “%s”; it was kept as it is."), quoted, format);
        }
      else if (attribute->kind == IMB_ARFF_NUMBER && !isnan (attribute->least) && imb_parse_number (cell->text, cell->length, '.', &value) == IMB_NUMBER_YES)
        walk->met->n_outside[j] += value < attribute->least || value > attribute->most;
    }
}

/* {…} as a value too many at the end of a full row: meant as a weight, but no number. */
static gboolean
ends_in_braces (const Walk *walk,
                const char *p,
                const char *end)
{
  const guint n = walk->arff->attributes->len;

  return walk->fields->len == n + 1 && end > p && end[-1] == '}' && g_array_index (walk->fields, ImbField, n).text[0] == '{';
}

/* Wrong weights are refused as those of any column are, here with their line. @text: without its braces */
static gboolean
check_weight (const Walk *walk,
              const char *text,
              gsize       length,
              gsize       line,
              GError    **error)
{
  g_autofree char *weight = g_strndup (text, length), *quoted = NULL;
  double           value = NAN;
  ImbNumberText    kind = imb_parse_number (text, length, '.', &value);

  if (walk->log == NULL || (kind != IMB_NUMBER_NO && isfinite (value) && value >= 0.0))
    return TRUE;

  quoted = imb_read_log_quote (weight);
  if (kind == IMB_NUMBER_NO)
    imb_read_log_fail (walk->log, line, 0, error, _ ("the row’s weight, {%s} at its end, is no number; correct it, as in {1.5}, or leave it out."), quoted);
  else
    imb_read_log_fail (walk->log, line, 0, error, _ ("the row’s weight, {%s} at its end, is not finite or is negative; correct it, or leave it out."), quoted);
  return FALSE;
}

/* FALSE stops; @error tells whether it is a failure. */
static gboolean
take_row (Walk       *walk,
          const char *p,
          const char *end,
          gsize       line,
          ImbRowFunc  func,
          gpointer    data,
          GError    **error)
{
  gboolean    sparse = *p == '{';
  const char *weight;
  gsize       n;

  g_string_assign (walk->weight, "1");
  if (imb_arff_take_weight (p, &end, &weight, &n))
    {
      g_string_truncate (walk->weight, 0);
      g_string_append_len (walk->weight, weight, (gssize) n);
      if (walk->log != NULL)
        walk->met->n_weights++;
      if (!check_weight (walk, weight, n, line, error))
        return FALSE;
    }
  g_string_set_size (walk->cells, 2 * (gsize) (end - p) + 2);
  if (sparse)
    take_sparse (walk, &p, end, line);
  else
    take_dense (walk, p, end, line);
  if (!sparse && ends_in_braces (walk, p, end))
    {
      const ImbField *last = &g_array_index (walk->fields, ImbField, walk->fields->len - 1);

      if (!check_weight (walk, last->text + 1, last->length - (last->length > 1 ? 2 : 1), line, error))
        return FALSE;
    }
  if (sparse && imb_arff_skip_blanks (p, end) < end && walk->log != NULL)
    imb_read_log_problem (walk->log, line, 0, _ ("Something stands behind the sparse row; it was left out."));
  if (walk->log != NULL)
    check_row (walk, line);
  put_weight (walk, line);
  return func ((const ImbField *) (void *) walk->fields->data, walk->fields->len, line, data, error);
}

gboolean
imb_arff_parse (const ImbArff *self,
                const char    *text,
                gsize          length,
                ImbArffMet    *met,
                ImbReadLog    *log,
                ImbRowFunc     func,
                gpointer       data,
                ImbJob        *job,
                GError       **error)
{
  g_autoptr (GString) cells = g_string_new (NULL);
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (ImbField));
  g_autoptr (GString) weight = g_string_new (NULL);
  Walk  walk = { self, met, log, cells, fields, weight };
  gsize line = self->data_line, next_step = 0, counted = 0, next;

  for (gsize at = self->data_at; at < length; at = next)
    {
      const char *end = text + imb_arff_line_end (text, length, at, &next);
      const char *p = imb_arff_skip_blanks (text + at, end);
      GError     *why = NULL;

      line++;
      if (at >= next_step)
        {
          if (!imb_job_step (job, at, length, error))
            return FALSE;
          imb_job_count (job, at - counted, 0);
          counted = at;
          next_step = at / STEP * STEP + STEP;
        }
      end = imb_arff_row_end (p, end);
      if (p == end || take_row (&walk, p, end, line, func, data, &why))
        continue;
      if (why == NULL)
        return TRUE;
      g_propagate_error (error, why);
      return FALSE;
    }
  return TRUE;
}
