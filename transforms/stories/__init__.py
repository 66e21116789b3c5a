"""stories: near-duplicate articles of one story, found night by night, and the likely original of each story.

story_keys(articles)                        at read time, in the worker: what the past must keep of an article
sharing_a_band(old, new)                    at settle, a file of old keys at a time
articles_to_compare(new, old)               whose texts are needed
group_stories(new, old, texts)              story_id of the new articles, stories that were joined
choose_original(members)                    of all articles of the stories that were touched
"""

from transforms.stories.groups import Grouping, articles_to_compare, group_stories, own_story_id, sharing_a_band
from transforms.stories.originals import MEMBER_COLUMNS, choose_original
from transforms.stories.signatures import story_keys

__all__ = [
    "MEMBER_COLUMNS",
    "Grouping",
    "articles_to_compare",
    "choose_original",
    "group_stories",
    "own_story_id",
    "sharing_a_band",
    "story_keys",
]
