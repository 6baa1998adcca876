/* SPDX-License-Identifier: Apache-2.0 */
/* One pass: text is copied with its blanks run together, a tag is looked up in tags[] for the
 * breaks round it. A break is kept as a number of line ends that are owed, and paid before the next
 * text. To add an element: a row in tags[]. */
#include "core/message_text.h"

#include <string.h>

typedef enum {
  TAG_BREAK = 1 << 0,     /* a line of its own */
  TAG_PARAGRAPH = 1 << 1, /* with an empty line round it */
  TAG_SKIP = 1 << 2,      /* its content is not text */
  TAG_ITEM = 1 << 3,
  TAG_LINK = 1 << 4,
  TAG_PICTURE = 1 << 5,
  TAG_CELL = 1 << 6,
} TagFlags;

static const struct {
  const char *name;
  TagFlags flags;
} tags[] = {
    {"a",          TAG_LINK            },
    {"address",    TAG_BREAK           },
    {"article",    TAG_PARAGRAPH       },
    {"blockquote", TAG_PARAGRAPH       },
    {"br",         TAG_BREAK           },
    {"center",     TAG_BREAK           },
    {"dd",         TAG_BREAK           },
    {"div",        TAG_BREAK           },
    {"dl",         TAG_PARAGRAPH       },
    {"dt",         TAG_BREAK           },
    {"footer",     TAG_PARAGRAPH       },
    {"h1",         TAG_PARAGRAPH       },
    {"h2",         TAG_PARAGRAPH       },
    {"h3",         TAG_PARAGRAPH       },
    {"h4",         TAG_PARAGRAPH       },
    {"h5",         TAG_PARAGRAPH       },
    {"h6",         TAG_PARAGRAPH       },
    {"head",       TAG_SKIP            },
    {"header",     TAG_PARAGRAPH       },
    {"hr",         TAG_PARAGRAPH       },
    {"img",        TAG_PICTURE         },
    {"li",         TAG_BREAK | TAG_ITEM},
    {"ol",         TAG_BREAK           },
    {"p",          TAG_PARAGRAPH       },
    {"pre",        TAG_PARAGRAPH       },
    {"script",     TAG_SKIP            },
    {"section",    TAG_PARAGRAPH       },
    {"style",      TAG_SKIP            },
    {"table",      TAG_BREAK           },
    {"td",         TAG_CELL            },
    {"th",         TAG_CELL            },
    {"title",      TAG_SKIP            },
    {"tr",         TAG_BREAK           },
    {"ul",         TAG_BREAK           },
};

static const struct {
  const char *name, *text;
} entities[] = {
    {"amp",    "&"     },
    {"apos",   "'"     },
    {"bull",   "\u2022"},
    {"copy",   "\u00a9"},
    {"euro",   "\u20ac"},
    {"gt",     ">"     },
    {"hellip", "\u2026"},
    {"laquo",  "\u00ab"},
    {"ldquo",  "\u201c"},
    {"lsquo",  "\u2018"},
    {"lt",     "<"     },
    {"mdash",  "\u2014"},
    {"middot", "\u00b7"},
    {"nbsp",   " "     },
    {"ndash",  "\u2013"},
    {"quot",   "\""    },
    {"raquo",  "\u00bb"},
    {"rdquo",  "\u201d"},
    {"reg",    "\u00ae"},
    {"rsquo",  "\u2019"},
    {"shy",    ""      },
    {"zwnj",   ""      },
    {"auml",   "ä"    },
    {"ouml",   "ö"    },
    {"uuml",   "ü"    },
    {"Auml",   "Ä"    },
    {"Ouml",   "Ö"    },
    {"Uuml",   "Ü"    },
    {"szlig",  "ß"    },
    {"eacute", "é"    },
    {"egrave", "è"    },
    {"euml",   "ë"    },
};

typedef struct {
  const char *at, *end;
  GString *out;
  gsize start; /* of our text in out */
  guint owed;  /* line ends before the next text */
  gboolean blank;
  char *link; /* of the open <a>, or NULL */
  gsize link_at;
} Text;

static void
put (Text *text, const char *bytes, gsize length)
{
  if (text->out->len - text->start + length > TP_MESSAGE_TEXT_MAX)
    return;
  if (text->out->len > text->start) {
    if (text->owed > 0)
      g_string_append (text->out, text->owed > 1 ? "\n\n" : "\n");
    else if (text->blank)
      g_string_append_c (text->out, ' ');
  }
  text->owed = 0;
  text->blank = FALSE;
  g_string_append_len (text->out, bytes, (gssize)length);
}

static void
owe (Text *text, guint lines)
{
  text->owed = MAX (text->owed, lines);
  text->blank = FALSE;
}

/* "&name;" or "&#1234;" at text->at; FALSE: it is none, the & stands for itself. */
static gboolean
put_entity (Text *text)
{
  const char *semicolon = memchr (text->at, ';', (gsize)MIN (text->end - text->at, 12));
  if (semicolon == NULL)
    return FALSE;
  g_autofree char *name = g_strndup (text->at + 1, (gsize)(semicolon - text->at - 1));
  if (name[0] == '#') {
    gboolean hex = name[1] == 'x' || name[1] == 'X';
    guint64 code = g_ascii_strtoull (name + (hex ? 2 : 1), NULL, hex ? 16 : 10);
    char utf8[6];
    if (code < 32 || code > 0x10ffff || !g_unichar_validate ((gunichar)code))
      return FALSE;
    if (code == 0xa0)
      text->blank = TRUE;
    else
      put (text, utf8, (gsize)g_unichar_to_utf8 ((gunichar)code, utf8));
    text->at = semicolon + 1;
    return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    if (strcmp (entities[i].name, name) == 0) {
      if (strcmp (entities[i].text, " ") == 0)
        text->blank = TRUE;
      else if (*entities[i].text != '\0')
        put (text, entities[i].text, strlen (entities[i].text));
      text->at = semicolon + 1;
      return TRUE;
    }
  return FALSE;
}

/* A run of text whose blanks are single spaces between words is copied as it is. */
static const char *
run_end (const char *at, const char *end)
{
  for (; at < end && *at != '<' && *at != '&'; at++)
    if (g_ascii_isspace (*at) &&
        (*at != ' ' || at + 1 == end || at[1] == '<' || at[1] == '&' || g_ascii_isspace (at[1])))
      break;
  return at;
}

static void
put_text (Text *text)
{
  const char *begin = text->at;
  if (!g_ascii_isspace (*begin))
    text->at = run_end (begin, text->end);
  if (text->at > begin)
    put (text, begin, (gsize)(text->at - begin));
  if (text->at == text->end || *text->at == '<')
    return;
  if (g_ascii_isspace (*text->at)) {
    text->blank = text->owed == 0;
    text->at++;
  } else if (!put_entity (text)) {
    put (text, "&", 1);
    text->at++;
  }
}

/* The value of an attribute within a tag; entities in it are decoded. NULL: it has none. */
static char *
find_attribute (const char *tag, const char *end, const char *name)
{
  gsize length = strlen (name);
  for (const char *at = tag; at + length + 1 < end; at++) {
    if (at[length] != '=' || !g_ascii_isspace (at[-1]) ||
        g_ascii_strncasecmp (at, name, length) != 0)
      continue;
    const char *value = at + length + 1;
    char quote = *value == '"' || *value == '\'' ? *value++ : ' ';
    const char *stop = memchr (value, quote, (gsize)(end - value));
    g_autofree char *raw = g_strndup (value, (gsize)((stop != NULL ? stop : end) - value));
    if (strchr (raw, '&') == NULL)
      return g_steal_pointer (&raw);
    g_autoptr (GString) plain = g_string_new (raw);
    g_string_replace (plain, "&amp;", "&", 0);
    g_string_replace (plain, "&quot;", "\"", 0);
    g_string_replace (plain, "&#39;", "'", 0);
    return g_strdup (plain->str);
  }
  return NULL;
}

/* The address of a link that ends, unless it is what the link says, or leads nowhere. */
static void
end_link (Text *text)
{
  g_autofree char *link = g_steal_pointer (&text->link);
  if (link == NULL || strlen (link) > TP_MESSAGE_LINK_MAX)
    return;
  const char *said = text->out->str + MIN (text->link_at, text->out->len);
  const char *shown = g_str_has_prefix (link, "mailto:") ? link + strlen ("mailto:") : link;
  gboolean leads = g_str_has_prefix (link, "http://") || g_str_has_prefix (link, "https://") ||
                   g_str_has_prefix (link, "mailto:");
  if (!leads || strstr (said, shown) != NULL)
    return;
  g_autofree char *bracket = g_strdup_printf ("(%s)", shown);
  text->blank = text->out->len > text->start;
  put (text, bracket, strlen (bracket));
}

static TagFlags
find_tag (const char *name, gsize length)
{
  char first = g_ascii_tolower (*name);
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    if (tags[i].name[0] == first && g_ascii_strncasecmp (tags[i].name, name, length) == 0 &&
        tags[i].name[length] == '\0')
      return tags[i].flags;
  return 0;
}

/* Past the end tag of an element whose content is no text. */
static void
skip_content (Text *text, const char *name, gsize length)
{
  for (; text->at < text->end; text->at++)
    if (text->at[0] == '<' && text->end - text->at > (gssize)length + 2 && text->at[1] == '/' &&
        g_ascii_strncasecmp (text->at + 2, name, length) == 0) {
      const char *close = memchr (text->at, '>', (gsize)(text->end - text->at));
      text->at = close != NULL ? close + 1 : text->end;
      return;
    }
}

static void
act (Text *text, TagFlags flags, gboolean closing, const char *name, gsize length, const char *end)
{
  if ((flags & TAG_PARAGRAPH) != 0)
    owe (text, 2);
  else if ((flags & TAG_BREAK) != 0)
    owe (text, 1);
  if ((flags & TAG_CELL) != 0)
    text->blank = text->owed == 0;
  if ((flags & TAG_SKIP) != 0 && !closing)
    skip_content (text, name, length);
  if ((flags & TAG_ITEM) != 0 && !closing) {
    put (text, "-", 1);
    text->blank = TRUE;
  }
  if ((flags & TAG_LINK) != 0) {
    end_link (text);
    if (!closing) {
      text->link = find_attribute (name + length, end, "href");
      text->link_at = text->out->len;
    }
  }
  if ((flags & TAG_PICTURE) != 0) {
    g_autofree char *alt = find_attribute (name + length, end, "alt");
    if (alt != NULL && *g_strstrip (alt) != '\0')
      put (text, alt, strlen (alt));
  }
}

/* At '<'. */
static void
take_tag (Text *text)
{
  gsize left = (gsize)(text->end - text->at);
  if (left >= 4 && memcmp (text->at, "<!--", 4) == 0) {
    const char *close = g_strstr_len (text->at + 4, (gssize)left - 4, "-->");
    text->at = close != NULL ? close + 3 : text->end;
    return;
  }
  gboolean closing = left > 1 && text->at[1] == '/';
  const char *name = text->at + (closing ? 2 : 1);
  gsize length = 0;
  while (name + length < text->end && g_ascii_isalnum (name[length]))
    length++;
  if (length == 0 && !(left > 1 && (text->at[1] == '!' || text->at[1] == '?'))) {
    put (text, "<", 1);
    text->at++;
    return;
  }
  char quote = '\0';
  const char *end = name + length;
  for (; end < text->end && (quote != '\0' || *end != '>'); end++)
    if (quote != '\0' ? *end == quote : *end == '"' || *end == '\'')
      quote = quote != '\0' ? '\0' : *end;
  text->at = end < text->end ? end + 1 : text->end;
  act (text, length > 0 ? find_tag (name, length) : 0, closing, name, length, end);
}

void
tp_message_text_from_html (const char *html, gsize length, GString *out)
{
  Text text = {.at = html, .end = html + length, .out = out, .start = out->len};
  while (text.at < text.end)
    if (*text.at == '<')
      take_tag (&text);
    else
      put_text (&text);
  end_link (&text);
  if (out->len > text.start)
    g_string_append_c (out, '\n');
}
