"""How a job that fails is tried again: soon, then with growing pauses, the last of them hours long."""

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

A_DAY = 24 * 3600
PAUSES_SECONDS = (2, 8, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, A_DAY, A_DAY, A_DAY)


class Patience(BaseRetryStrategy):
    """Tries for four days; then the job has failed for good, stays, and is shown until somebody runs it again."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts >= len(PAUSES_SECONDS):
            return None
        return RetryDecision(retry_in={"seconds": PAUSES_SECONDS[job.attempts]})
