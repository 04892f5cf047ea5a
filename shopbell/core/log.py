"""What the log leaves out: jobs are called by name and number there, without what they were told."""

import logging


class WithoutArguments(logging.Filter):
    """Takes the arguments out of the queue's sentences about jobs: they may name people, and a log travels far."""

    def filter(self, record: logging.LogRecord) -> bool:
        told = [getattr(record, "job", None), *(getattr(record, "jobs", None) or [])]
        for job in told:
            if isinstance(job, dict) and job.get("call_string"):
                text = record.getMessage()
                name = f"{job.get('task_name')}[{job.get('id')}]"
                record.msg, record.args = text.replace(job["call_string"], name), ()
        return True
