from .call_back import CallBack
from .media import Medium
from .survey import Question, Survey

__all__ = ["CallBack", "Medium", "Question", "Survey"]
