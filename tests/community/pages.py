"""How tests read the community's pages."""


def address(topic, language="en"):
    return f"/community/{language}/topics/{topic.pk}/{topic.slug}/"


def read(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.headers
    return answer.content.decode()
