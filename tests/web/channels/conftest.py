from tests.web.asking import asked

__all__ = ["asked"]
