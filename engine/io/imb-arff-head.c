/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of ARFF as Weka writes it (https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/) and of KEEL's
 * variant: ranges after the types, @inputs and @outputs. Keywords in any case. O(bytes of the head). */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/data/imb-number.h"
#include "engine/io/imb-arff-date.h"
#include "engine/io/imb-arff-text.h"
#include "engine/io/imb-arff.h"

static gboolean
has_word (const char *p,
          const char *end,
          const char *word)
{
  gsize n = strlen (word);

  return (gsize) (end - p) >= n && g_ascii_strncasecmp (p, word, n) == 0 && ((gsize) (end - p) == n || !g_ascii_isalnum (p[n]));
}

gboolean
imb_arff_is (const char *text,
             gsize       length)
{
  gsize next;

  for (gsize at = 0; at < length; at = next)
    {
      const char *end = text + imb_arff_line_end (text, length, at, &next);
      const char *p = imb_arff_skip_blanks (text + at, end);

      if (p < end && *p != '%')
        return has_word (p, end, "@relation") || has_word (p, end, "@attribute");
    }
  return FALSE;
}

static void
clear_attribute (gpointer data)
{
  ImbArffAttribute *self = data;

  g_free (self->name);
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_free (self->first);
  g_free (self->date_format);
}

/* {a, 'b c', "d"}: FALSE when it is not closed. */
static gboolean
take_declared (const char       *p,
               const char       *end,
               ImbArffAttribute *attribute)
{
  g_autofree char *out = g_malloc ((gsize) (end - p) + 1);

  attribute->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (p++; p < end; p++)
    {
      gsize        n;
      ImbArffValue value = imb_arff_take_value (&p, end, IMB_ARFF_AT_COMMA | IMB_ARFF_AT_CLOSE, out, &n);

      while (p < end && *p != ',' && *p != '}')
        p++;
      if (n > 0 || value == IMB_ARFF_QUOTED)
        {
          if (attribute->first == NULL)
            attribute->first = g_strdup (out);
          g_hash_table_add (attribute->values, g_strdup (out));
        }
      if (p < end && *p == '}')
        return TRUE;
    }
  return FALSE;
}

/* KEEL: [0.0, 1.0] after the type. */
static void
take_range (const char       *p,
            const char       *end,
            ImbArffAttribute *attribute,
            ImbArff          *self)
{
  const char *comma, *close;
  double      least, most;

  while (p < end && *p != '[')
    p++;
  comma = p < end ? memchr (p, ',', (gsize) (end - p)) : NULL;
  close = comma != NULL ? memchr (comma, ']', (gsize) (end - comma)) : NULL;
  if (close == NULL)
    return;

  g_autofree char *low = g_strstrip (g_strndup (p + 1, (gsize) (comma - p) - 1));
  g_autofree char *high = g_strstrip (g_strndup (comma + 1, (gsize) (close - comma) - 1));
  if (imb_parse_number (low, strlen (low), '.', &least) == IMB_NUMBER_NO || imb_parse_number (high, strlen (high), '.', &most) == IMB_NUMBER_NO)
    return;
  self->keel = TRUE;
  attribute->least = least;
  attribute->most = most;
}

/* FALSE: no type is known by that word. */
static gboolean
take_type (ImbArff          *self,
           const char       *p,
           const char       *end,
           ImbArffAttribute *attribute)
{
  const char *const numbers[] = { "numeric", "real", "integer" };
  gsize             n;

  if (p < end && *p == '{')
    {
      attribute->kind = IMB_ARFF_NOMINAL;
      return take_declared (p, end, attribute);
    }

  for (guint t = 0; t < G_N_ELEMENTS (numbers); t++)
    if (has_word (p, end, numbers[t]))
      {
        take_range (p, end, attribute, self);
        return TRUE;
      }
  attribute->kind = has_word (p, end, "nominal") ? IMB_ARFF_NOMINAL : has_word (p, end, "string") ? IMB_ARFF_STRING
                                                                                                  : IMB_ARFF_DATE;
  if (attribute->kind != IMB_ARFF_DATE)
    return TRUE;
  if (!has_word (p, end, "date"))
    return FALSE;

  p += strlen ("date");
  attribute->date_format = g_malloc ((gsize) (end - p) + sizeof IMB_ARFF_DATE_FORMAT);
  imb_arff_take_value (&p, end, IMB_ARFF_AT_OPEN, attribute->date_format, &n);
  if (n == 0)
    strcpy (attribute->date_format, IMB_ARFF_DATE_FORMAT);
  return TRUE;
}

/* What stands between "@attribute" and the line's end. */
static gboolean
take_attribute (ImbArff    *self,
                const char *p,
                const char *end,
                ImbReadLog *log,
                GError    **error)
{
  ImbArffAttribute attribute = { .name = g_malloc ((gsize) (end - p) + 1), .least = NAN, .most = NAN };
  gsize            n;
  ImbArffValue     name = imb_arff_take_value (&p, end, IMB_ARFF_AT_BLANK | IMB_ARFF_AT_TAB | IMB_ARFF_AT_OPEN, attribute.name, &n);

  p = imb_arff_skip_blanks (p, end);
  if (has_word (p, end, "relational"))
    {
      g_autofree char *quoted = imb_read_log_quote (attribute.name);

      clear_attribute (&attribute);
      imb_read_log_fail (log, self->data_line, 0, error,
                         _ ("“%s” is relational, a table within each cell, which is not read; save the data as one flat table."), quoted);
      return FALSE;
    }
  if (name == IMB_ARFF_NOT_CLOSED || (n == 0 && name == IMB_ARFF_PLAIN) || !take_type (self, p, end, &attribute))
    {
      clear_attribute (&attribute);
      imb_read_log_fail (log, self->data_line, 0, error,
                         _ ("this @attribute is not understood; it takes a name and numeric, string, date or {values}."));
      return FALSE;
    }
  g_array_append_val (self->attributes, attribute);
  return TRUE;
}

/* "@outputs a, b": a is the target. */
static void
take_outputs (ImbArff    *self,
              const char *p,
              const char *end,
              ImbReadLog *log)
{
  g_autofree char *target = NULL;
  gsize            n;

  while (p < end && !imb_arff_is_blank (*p))
    p++;
  target = g_malloc ((gsize) (end - p) + 1);
  imb_arff_take_value (&p, end, IMB_ARFF_AT_COMMA, target, &n);
  if (n == 0 || self->target != NULL)
    return;

  p = imb_arff_skip_blanks (p, end);
  if (p < end && *p == ',')
    imb_notes_add (log->notes, _ ("The file names several outputs; the first, “%s”, is taken for the target."), target);
  self->target = g_steal_pointer (&target);
}

/* Up to and with the line "@data". Returns FALSE with the error set, or without when there is none. */
static gboolean
read_lines (ImbArff    *self,
            const char *text,
            gsize       length,
            ImbReadLog *log,
            GError    **error)
{
  gboolean has_relation = FALSE;
  gsize    next;

  for (gsize at = 0; at < length; at = next)
    {
      const char *end = text + imb_arff_line_end (text, length, at, &next);
      const char *p = imb_arff_skip_blanks (text + at, end);

      self->data_line++;
      end = imb_arff_comment (p, end);
      if (has_word (p, end, "@data"))
        {
          self->data_at = next;
          if (!has_relation)
            imb_notes_add (log->notes, _ ("The file has no @relation; it was read all the same."));
          return TRUE;
        }
      has_relation = has_relation || has_word (p, end, "@relation");
      self->keel = self->keel || has_word (p, end, "@inputs") || has_word (p, end, "@input");
      if (has_word (p, end, "@outputs") || has_word (p, end, "@output"))
        {
          self->keel = TRUE;
          take_outputs (self, p, end, log);
        }
      else if (has_word (p, end, "@attribute") && !take_attribute (self, p + strlen ("@attribute"), end, log, error))
        return FALSE;
    }
  return FALSE;
}

/* A look at the ends of the lines that have a brace. */
static gboolean
has_weights (const char *text,
             gsize       length,
             gsize       at)
{
  const char *brace;

  for (gsize next = at; next < length && (brace = memchr (text + next, '{', length - next)) != NULL;)
    {
      const char *begin = brace, *end, *weight;
      gsize       n;

      while (begin > text + next && begin[-1] != '\n' && begin[-1] != '\r')
        begin--;
      end = text + imb_arff_line_end (text, length, (gsize) (begin - text), &next);
      begin = imb_arff_skip_blanks (begin, end);
      end = imb_arff_row_end (begin, end);
      if (imb_arff_take_weight (begin, &end, &weight, &n))
        return TRUE;
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
  GError  *why = NULL;
  gboolean done;

  *self = (ImbArff){ .attributes = g_array_new (FALSE, FALSE, sizeof (ImbArffAttribute)) };
  g_array_set_clear_func (self->attributes, clear_attribute);
  done = read_lines (self, text, length, log, &why);
  if (why != NULL)
    g_propagate_error (error, why);
  else if (!done)
    imb_read_log_fail (log, 0, 0, error, _ ("there is no @data section; the file is not whole."));
  else if (self->attributes->len == 0)
    imb_read_log_fail (log, 0, 0, error, _ ("there is no @attribute before the data; the file is not whole."));
  if (!done || self->attributes->len == 0)
    return FALSE;
  self->weighed = has_weights (text, length, self->data_at);
  return TRUE;
}

void
imb_arff_clear (ImbArff *self)
{
  g_clear_pointer (&self->attributes, g_array_unref);
  g_clear_pointer (&self->target, g_free);
}

gsize
imb_arff_n_columns (const ImbArff *self)
{
  return self->attributes->len + (self->weighed ? 1 : 0);
}

const ImbArffAttribute *
imb_arff_attribute_at (const ImbArff *self,
                       gsize          j)
{
  return &g_array_index (self->attributes, ImbArffAttribute, j);
}
