/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of fixed length are looked at in parallel. Whether a block begins inside quotes is known only when all before it are; so each
 * finds its first line end for both cases, and the cuts are chosen in one walk over the blocks. Speculation about quotes and the repair
 * of it are like those of Ge, Li, Eilebrecht, Chandramouli and Kossmann 2019, doi:10.1145/3299869.3319898. O(bytes), several GB/s. */
#include "engine/io/imb-csv-pieces.h"

#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/io/imb-bits.h"

#define MOST_RECUTS 4
#define AHEAD       4 /* bytes of the next block that tell how this one ends */

/* One block. [0]: if it begins outside quotes, [1]: inside. */
typedef struct
{
  gsize    first_end[2];      /* the first line end outside quotes; G_MAXSIZE: none */
  gsize    n_ends_through[2]; /* line ends up to and with that one, in quotes or not */
  gsize    n_ends;
  gsize    n_lone_returns; /* CR without LF, where lines end with LF: rows may end there, lines do not */
  gboolean odd;            /* the number of quotes */
  gboolean turned;         /* what the quotes tell is wrong from here on */
  gboolean plain;
  guint    n_head; /* bytes that belong to the last character of the block before */
  guint    n_tail; /* bytes of the next block that belong to the last character */
} Block;

struct _ImbCsvPieces
{
  const ImbInput *input;
  gsize           from;
  gsize           block;
  gsize           n_blocks;
  Block          *blocks;
  GArray         *pieces;  /* of ImbCsvPiece */
  GArray         *cuts_in; /* per piece the block in which it ends (gsize) */
  char            quote;
  char            line_end;
  guint           n_recuts;
  gsize           n_joined; /* cuts at the beginning that are not made */
  gboolean        plain;
};

static gboolean
is_continuation (char c)
{
  return ((guchar) c & 0xc0) == 0x80;
}

/* The length of the character at @p, of which @n bytes may be looked at; 0: it is none. */
static guint
character_length (const char *p,
                  gsize       n)
{
  guchar c = (guchar) p[0], next = n > 1 ? (guchar) p[1] : 0;
  guint  length = c < 0x80 ? 1 : c < 0xc2 ? 0
                               : c < 0xe0 ? 2
                               : c < 0xf0 ? 3
                               : c < 0xf5 ? 4
                                          : 0;

  if (length > n)
    return 0;
  for (guint i = 1; i < length; i++)
    if (!is_continuation (p[i]))
      return 0;
  if ((c == 0xe0 && next < 0xa0) || (c == 0xed && next > 0x9f) || (c == 0xf0 && next < 0x90) || (c == 0xf4 && next > 0x8f))
    return 0;
  return length;
}

/* @n bytes and @ahead more of the next block. */
static gboolean
check_characters (Block      *block,
                  const char *text,
                  gsize       n,
                  gsize       ahead,
                  gboolean    first)
{
  gsize at = 0;

  while (!first && at < n && at < 3 && is_continuation (text[at]))
    at++;
  block->n_head = (guint) at;
  while (at < n)
    {
      guint length;

      if (at + IMB_BITS_WIDTH <= n && imb_bits_high (text + at) == 0)
        {
          at += IMB_BITS_WIDTH;
          continue;
        }
      length = character_length (text + at, n + ahead - at);
      if (length == 0)
        return FALSE;
      at += length;
    }
  block->n_tail = (guint) (at - n);
  return TRUE;
}

/* What one block needs to know of the bytes before the word at hand. */
typedef struct
{
  guint64 inside; /* all ones: an odd number of quotes before */
  guint64 high;
  guint64 zeros;
  guint64 returns_before; /* 1: the last byte was a CR */
} Carry;

static void
note_first_ends (Block  *block,
                 guint64 ends,
                 guint64 inside,
                 gsize   at)
{
  const guint64 outside[2] = { ends & ~inside, ends & inside };

  for (guint side = 0; side < 2; side++)
    if (outside[side] != 0 && block->first_end[side] == G_MAXSIZE)
      {
        guint bit = (guint) __builtin_ctzll (outside[side]);

        block->first_end[side] = at + bit;
        block->n_ends_through[side] = block->n_ends + (guint) __builtin_popcountll (ends << (63 - bit));
      }
}

static void
scan_word (const ImbCsvPieces *self,
           Block              *block,
           Carry              *carry,
           const char         *text,
           gsize               at,
           guint64             valid)
{
  guint64 feeds = imb_bits_equal (text, '\n') & valid;
  guint64 returns = imb_bits_equal (text, '\r') & valid;
  guint64 quotes = imb_bits_equal (text, self->quote) & valid;
  guint64 ends = self->line_end == '\n' ? feeds : returns;
  guint64 inside = carry->inside;

  carry->high |= imb_bits_high (text) & valid;
  carry->zeros |= imb_bits_equal (text, '\0') & valid;
  if (quotes != 0 && self->quote != '\0')
    {
      inside ^= imb_bits_odd (quotes);
      carry->inside = (guint64) ((gint64) inside >> 63);
    }
  if (ends != 0 && (block->first_end[0] == G_MAXSIZE || block->first_end[1] == G_MAXSIZE))
    note_first_ends (block, ends, inside, at);
  block->n_ends += (gsize) __builtin_popcountll (ends);
  if (self->line_end == '\r')
    block->plain = block->plain && feeds == 0;
  else if ((returns | carry->returns_before) != 0)
    {
      block->n_lone_returns += (gsize) __builtin_popcountll (returns);
      block->n_lone_returns -= (gsize) __builtin_popcountll (feeds & (returns << 1 | carry->returns_before));
      carry->returns_before = returns >> 63;
    }
}

/* @text: @n bytes, and @ahead more. */
static void
scan_text (const ImbCsvPieces *self,
           Block              *block,
           char               *text,
           gsize               n,
           gsize               ahead,
           gboolean            first)
{
  Carry carry = { 0 };

  *block = (Block){ .first_end = { G_MAXSIZE, G_MAXSIZE }, .plain = TRUE };
  for (gsize at = 0; at < n; at += IMB_BITS_WIDTH)
    {
      guint64 valid = n - at >= IMB_BITS_WIDTH ? ~G_GUINT64_CONSTANT (0) : (G_GUINT64_CONSTANT (1) << (n - at)) - 1;

      scan_word (self, block, &carry, text + at, at, valid);
    }
  if (self->line_end == '\n' && n > 0 && text[n - 1] == '\r' && ahead > 0 && text[n] == '\n')
    block->n_lone_returns--;
  block->odd = carry.inside != 0;
  block->plain = block->plain && carry.zeros == 0 && (carry.high == 0 || check_characters (block, text, n, ahead, first));
}

static gboolean
scan_block (gsize    b,
            gpointer data,
            GError **error)
{
  ImbCsvPieces    *self = data;
  gsize            at = self->from + b * self->block;
  gsize            n = MIN (self->block, self->input->size - at);
  gsize            ahead = MIN (AHEAD, self->input->size - at - n);
  g_autofree char *text = g_malloc (n + AHEAD + IMB_BITS_WIDTH);

  if (!imb_input_read (self->input, at, n + ahead, text, error))
    return FALSE;
  memset (text + n + ahead, 0, AHEAD + IMB_BITS_WIDTH - ahead);
  scan_text (self, &self->blocks[b], text, n, ahead, b == 0);
  return TRUE;
}

static void
add_piece (ImbCsvPieces *self,
           gsize         start,
           gsize         end,
           gsize         first_line,
           gsize         n_ends,
           gsize         in_block)
{
  ImbCsvPiece piece = { start, end - start, first_line, n_ends };

  g_array_append_val (self->pieces, piece);
  g_array_append_val (self->cuts_in, in_block);
}

static void
cut (ImbCsvPieces *self)
{
  gsize    start = self->from, line = 1, n_ends = 0, n_lone = 0, n_cuts = 0;
  gboolean inside = FALSE;

  g_array_set_size (self->pieces, 0);
  g_array_set_size (self->cuts_in, 0);
  for (gsize b = 0; b < self->n_blocks; b++)
    {
      const Block *block = &self->blocks[b];
      guint        side;

      inside = inside != block->turned;
      side = inside ? 1 : 0;
      n_lone += block->n_lone_returns;
      if (b > 0 && block->first_end[side] != G_MAXSIZE && n_cuts++ >= self->n_joined)
        {
          gsize end = self->from + b * self->block + block->first_end[side] + 1;

          n_ends += block->n_ends_through[side];
          add_piece (self, start, end, line, n_ends + n_lone, b);
          start = end;
          line += n_ends;
          n_ends = block->n_ends - block->n_ends_through[side];
          n_lone = block->n_lone_returns;
        }
      else
        n_ends += block->n_ends;
      inside = inside != block->odd;
    }
  if (start < self->input->size)
    add_piece (self, start, self->input->size, line, n_ends + n_lone + 1, self->n_blocks);
}

static gboolean
are_plain (const ImbCsvPieces *self)
{
  for (gsize b = 0; b < self->n_blocks; b++)
    if (!self->blocks[b].plain || self->blocks[b].n_head != (b > 0 ? self->blocks[b - 1].n_tail : 0))
      return FALSE;
  return self->n_blocks == 0 || self->blocks[self->n_blocks - 1].n_tail == 0;
}

/* LF where the first block has one, or has no line end at all. */
static gboolean
guess_line_end (ImbCsvPieces *self,
                GError      **error)
{
  gsize            n = MIN (MAX (self->block, (gsize) 1 << 16), self->input->size - self->from);
  g_autofree char *text = g_malloc (n + 1);

  if (!imb_input_read (self->input, self->from, n, text, error))
    return FALSE;
  self->line_end = memchr (text, '\n', n) == NULL && memchr (text, '\r', n) != NULL ? '\r' : '\n';
  return TRUE;
}

ImbCsvPieces *
imb_csv_pieces_new (const ImbInput *input,
                    gsize           from,
                    char            quote,
                    gsize           block,
                    ImbJob         *job,
                    GError        **error)
{
  ImbCsvPieces *self = g_new0 (ImbCsvPieces, 1);

  self->input = input;
  self->from = from;
  self->block = block;
  self->quote = quote;
  self->n_blocks = (input->size - from + block - 1) / block;
  self->blocks = g_new0 (Block, MAX (1, self->n_blocks));
  self->pieces = g_array_new (FALSE, FALSE, sizeof (ImbCsvPiece));
  self->cuts_in = g_array_new (FALSE, FALSE, sizeof (gsize));
  if (!guess_line_end (self, error) || !imb_parallel_for (self->n_blocks, scan_block, self, job, error))
    {
      imb_csv_pieces_free (self);
      return NULL;
    }
  self->plain = are_plain (self);
  if (self->plain)
    cut (self);
  return self;
}

void
imb_csv_pieces_free (ImbCsvPieces *self)
{
  if (self == NULL)
    return;

  g_free (self->blocks);
  g_array_unref (self->pieces);
  g_array_unref (self->cuts_in);
  g_free (self);
}

gboolean
imb_csv_pieces_are_plain (const ImbCsvPieces *self)
{
  return self->plain;
}

char
imb_csv_pieces_line_end (const ImbCsvPieces *self)
{
  return self->line_end;
}

gsize
imb_csv_pieces_n (const ImbCsvPieces *self)
{
  return self->pieces->len;
}

const ImbCsvPiece *
imb_csv_pieces_at (const ImbCsvPieces *self,
                   gsize               p)
{
  return &g_array_index (self->pieces, ImbCsvPiece, p);
}

gboolean
imb_csv_pieces_recut (ImbCsvPieces *self,
                      gsize         p)
{
  gsize b = g_array_index (self->cuts_in, gsize, p);

  if (self->n_recuts++ == MOST_RECUTS || b == self->n_blocks)
    return FALSE;

  self->blocks[b].turned = !self->blocks[b].turned;
  cut (self);
  return TRUE;
}

void
imb_csv_pieces_join_first (ImbCsvPieces *self)
{
  self->n_joined++;
  cut (self);
}
