/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARFF as Weka writes it (https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/) and KEEL's variant of
 * it: ranges after the types, @inputs and @outputs, <null>. Keywords in any case, names and values in either
 * kind of quotes with backslashes. Sparse rows are not read. O(bytes). */
#include "engine/io/imb-arff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STEP ((gsize) 256 << 10) /* bytes between two looks at the job */

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

/* The end of the line that begins at @at, and where the next one begins. */
static gsize
line_end (const char *text,
          gsize       length,
          gsize       at,
          gsize      *next)
{
  const char *end = memchr (text + at, '\n', length - at);
  gsize       n = end == NULL ? length : (gsize) (end - text);

  *next = end == NULL ? length : n + 1;
  while (n > at && is_space (text[n - 1]))
    n--;
  return n;
}

gboolean
imb_arff_is (const char *text,
             gsize       length)
{
  const char *p = text, *end = text + length;

  while (p < end && (g_ascii_isspace (*p) || *p == '%'))
    {
      const char *last = *p == '%' ? memchr (p, '\n', (gsize) (end - p)) : p;

      if (last == NULL)
        return FALSE;
      p = last + 1;
    }
  return end - p >= 9 && g_ascii_strncasecmp (p, "@relation", 9) == 0;
}

/* One value from *@p on, unquoted into @out with a NUL: in quotes, or up to one of @stops. Writes at most what it reads, plus
 * the NUL; @out may be the text itself, one byte behind. */
static gsize
take_value (const char **p,
            const char  *end,
            const char  *stops,
            char        *out)
{
  char  quote;
  gsize n = 0;

  while (*p < end && is_space (**p))
    ++*p;
  quote = *p < end && (**p == '\'' || **p == '"') ? **p : '\0';
  *p += quote != '\0';
  for (; *p < end; ++*p)
    {
      if (quote != '\0' ? **p == quote : strchr (stops, **p) != NULL)
        break;
      if (**p == '\\' && *p + 1 < end)
        ++*p;
      out[n++] = **p;
    }
  *p += quote != '\0' && *p < end;
  while (quote == '\0' && n > 0 && is_space (out[n - 1]))
    n--;
  out[n] = '\0';
  return n;
}

/* {a, 'b c', "d"}: FALSE when it is not closed. */
static gboolean
take_declared (const char *p,
               const char *end,
               GHashTable *values)
{
  g_autofree char *out = g_malloc ((gsize) (end - p) + 1);

  for (p++; p < end; p++)
    {
      gsize n = take_value (&p, end, ",}", out);

      while (p < end && *p != ',' && *p != '}')
        p++;
      if (n > 0)
        g_hash_table_add (values, g_strdup (out));
      if (p < end && *p == '}')
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_word (const char *p,
          const char *end,
          const char *word)
{
  gsize n = strlen (word);

  return (gsize) (end - p) >= n && g_ascii_strncasecmp (p, word, n) == 0 && ((gsize) (end - p) == n || !g_ascii_isalnum (p[n]));
}

/* What stands between "@attribute" and the line's end. */
static gboolean
take_attribute (ImbArff      *self,
                GStrvBuilder *names,
                GArray       *is_text,
                const char   *p,
                const char   *end)
{
  const char *const numbers[] = { "numeric", "real", "integer" };
  const char *const texts[] = { "string", "date", "nominal" };
  g_autofree char  *name = g_malloc ((gsize) (end - p) + 1);
  GHashTable       *values = NULL;
  gboolean          text = FALSE, known = FALSE;

  if (take_value (&p, end, " \t{", name) == 0)
    return FALSE;
  while (p < end && is_space (*p))
    p++;

  for (guint t = 0; t < 3; t++)
    {
      known = known || has_word (p, end, numbers[t]) || has_word (p, end, texts[t]);
      text = text || has_word (p, end, texts[t]);
    }
  if (p < end && *p == '{')
    {
      values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      known = take_declared (p, end, values);
      text = TRUE;
    }
  g_ptr_array_add (self->declared, values);
  g_strv_builder_add (names, name);
  g_array_append_val (is_text, text);
  self->n++;
  return known;
}

static void
free_values (gpointer values)
{
  if (values != NULL)
    g_hash_table_unref (values);
}

/* Up to and with the line "@data". Returns FALSE with the error set, or without when there is none. */
static gboolean
read_lines (ImbArff      *self,
            const char   *text,
            gsize         length,
            GStrvBuilder *names,
            GArray       *is_text,
            ImbReadLog   *log,
            GError      **error)
{
  gsize next;

  for (gsize at = 0; at < length; at = next)
    {
      const char *end = text + line_end (text, length, at, &next);
      const char *p = text + at;

      self->data_line++;
      while (p < end && is_space (*p))
        p++;
      if (has_word (p, end, "@data"))
        {
          self->data_at = next;
          return TRUE;
        }
      if (has_word (p, end, "@outputs") || has_word (p, end, "@output"))
        {
          g_autofree char *target = g_malloc ((gsize) (end - p) + 1);

          while (p < end && !is_space (*p))
            p++;
          if (p < end && take_value (&p, end, ",", target) > 0)
            {
              g_free (self->target);
              self->target = g_steal_pointer (&target);
            }
        }
      else if (has_word (p, end, "@attribute") && !take_attribute (self, names, is_text, p + strlen ("@attribute"), end))
        {
          imb_read_log_fail (log, self->data_line, 0, error,
                             _ ("this @attribute is not understood; it takes a name and numeric, string, date or {values}."));
          return FALSE;
        }
    }
  return FALSE;
}

gboolean
imb_arff_read_head (ImbArff    *self,
                    const char *text,
                    gsize       length,
                    ImbReadLog *log,
                    GError    **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  GArray  *is_text = g_array_new (FALSE, FALSE, sizeof (gboolean));
  GError  *why = NULL;
  gboolean done;

  *self = (ImbArff){ .declared = g_ptr_array_new_with_free_func (free_values) };
  done = read_lines (self, text, length, names, is_text, log, &why);
  self->names = g_strv_builder_end (names);
  self->is_text = (gboolean *) (void *) g_array_free (is_text, FALSE);
  if (why != NULL)
    g_propagate_error (error, why);
  else if (!done)
    imb_read_log_fail (log, 0, 0, error, _ ("there is no @data section; the file is not whole."));
  else if (self->n == 0)
    imb_read_log_fail (log, 0, 0, error, _ ("there is no @attribute before the data; the file is not whole."));
  return done && self->n > 0;
}

void
imb_arff_clear (ImbArff *self)
{
  g_clear_pointer (&self->names, g_strfreev);
  g_clear_pointer (&self->declared, g_ptr_array_unref);
  g_clear_pointer (&self->is_text, g_free);
  g_clear_pointer (&self->target, g_free);
}

/* The cells of one line into @cells (as long as the line and one more). */
static void
take_cells (const char *p,
            const char *end,
            char       *cells,
            GArray     *fields)
{
  g_array_set_size (fields, 0);
  while (TRUE)
    {
      ImbField field = { cells, take_value (&p, end, ",\t", cells) };

      g_array_append_val (fields, field);
      cells += field.length + 1;
      while (p < end && *p != ',' && *p != '\t')
        p++;
      if (p == end)
        return;
      p++;
    }
}

static void
report_undeclared (const ImbArff *self,
                   const GArray  *fields,
                   gsize          line,
                   ImbReadLog    *log)
{
  for (guint j = 0; j < MIN (fields->len, self->n); j++)
    {
      const ImbField  *cell = &g_array_index (fields, ImbField, j);
      GHashTable      *values = g_ptr_array_index (self->declared, j);
      g_autofree char *quoted = NULL;

      if (values == NULL || cell->length == 0 || g_hash_table_contains (values, cell->text) || strcmp (cell->text, "?") == 0 || strcmp (cell->text, "<null>") == 0)
        continue;
      quoted = imb_read_log_quote (cell->text);
      imb_read_log_problem (log, line, j + 1, _ ("“%s” is not among the values declared for “%s”; it was taken as one more."), quoted, self->names[j]);
    }
}

/* FALSE stops; @error tells whether it is a failure. */
static gboolean
take_row (const ImbArff    *self,
          const char       *p,
          const char       *end,
          gsize             line,
          GString          *cells,
          GArray           *fields,
          const ImbReadLog *names,
          ImbReadLog       *log,
          ImbRowFunc        func,
          gpointer          data,
          GError          **error)
{
  if (*p == '{')
    {
      imb_read_log_fail (names, line, 0, error, _ ("sparse rows are not read; save the table as CSV, or as ARFF with full rows."));
      return FALSE;
    }

  g_string_set_size (cells, (gsize) (end - p) + 1);
  take_cells (p, end, cells->str, fields);
  if (log != NULL)
    report_undeclared (self, fields, line, log);
  return func ((const ImbField *) (void *) fields->data, fields->len, line, data, error);
}

gboolean
imb_arff_parse (const ImbArff    *self,
                const char       *text,
                gsize             length,
                const ImbReadLog *names,
                ImbReadLog       *log,
                ImbRowFunc        func,
                gpointer          data,
                ImbJob           *job,
                GError          **error)
{
  g_autoptr (GString) cells = g_string_new (NULL);
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (ImbField));
  gsize line = self->data_line, next_step = 0, next;

  for (gsize at = self->data_at; at < length; at = next)
    {
      const char *end = text + line_end (text, length, at, &next);
      const char *p = text + at;
      GError     *why = NULL;

      line++;
      if (at >= next_step && !imb_job_step (job, at, length, error))
        return FALSE;
      next_step = MAX (next_step, at / STEP * STEP + STEP);
      while (p < end && is_space (*p))
        p++;
      if (p == end || *p == '%' || take_row (self, p, end, line, cells, fields, names, log, func, data, &why))
        continue;
      if (why == NULL)
        return TRUE;
      g_propagate_error (error, why);
      return FALSE;
    }
  return TRUE;
}
