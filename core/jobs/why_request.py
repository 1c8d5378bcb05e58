"""The request that explains why a user of a run is in a segment."""

from __future__ import annotations

import msgspec

from core.ingest.values.identity import as_in_log, read_key
from core.jobs.answers import Answer, Desk, Done, Request, Talk, known_run
from core.jobs.following import follow
from core.jobs.kinds.why import WhyJob, explained_by
from core.results.codec import from_json, to_json
from core.views.why import Explained


class WhyRequest(Request, frozen=True, tag=True):
    """Explain why a user is in a segment."""

    run_id: str
    user_id: str
    """As the log has it, or in clear where the log has codes."""
    author: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with the explanation, as ``read_explained`` reads it."""
        run = known_run(desk, self.run_id)
        known = desk.results(run.run_id).user_ids.tolist()
        user_id = as_in_log([self.user_id], known, read_key(desk.store.workspace))[self.user_id]
        job_id = desk.start(WhyJob(run_id=run.run_id, user_id=user_id), self.author)
        found = explained_by(desk.store.workspace, follow(desk, job_id, talk))
        return Done(msgspec.json.encode(to_json(found)).decode())


def read_explained(text: str) -> Explained:
    """Read what the request is answered with."""
    return from_json(msgspec.json.decode(text), Explained)
