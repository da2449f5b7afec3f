"""The residents' pages: registering, preferences, leaving, and what is in force now. `public` makes the app.

app         the pages put together; context: what every page stands on; background: tasks run after the answer
moments     from when until when a card holds, in words
reading     front page, one alert, help, accessibility, privacy; privacy_notice: what the settings add to the last; registering: contact, button; code_page: codes are typed; preferring: /m and /p; finishing: the end; another: for somebody else; contact_card: the office as a .vcf; leaving: /u; stopping: no messages at all
owning      contacts, export and erasure by a fresh link; choices: the form of what one wants; letters: codes and links, sent afterwards; link_requests: how long one waits for another
challenges  the proof of work; visitors: who asks, from where; misspellings: gmial.com; forms: what was sent in; refused_forms: what was not accepted, kept for its page; guard: the headers of every answer; rate_limiter: forms in turn
alert_cards an alert as a page shows it; alert_cache: those in force, kept in memory; signs: pictograms; assets: style, script and logo; style_page: every part on one page; colours: the municipality's, made readable; site_files: robots.txt and its like; caching: ETag and for how long
rendering   pages in a language; languages: which one, and its words; error_pages: refusals and bugs as pages; messages: what a problem says; redirects: after a form
"""

from web.public.app import public

__all__ = ["public"]
