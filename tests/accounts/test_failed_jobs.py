from tests.core.test_job import job, status_of


def test_an_admin_is_told_of_failed_jobs_and_runs_one_again(desk, root, late_parcel):
    browser, number, other = desk(root), job(ticket_id=late_parcel.pk), job()

    assert "2 failed" in browser.get("/desk/settings/").content.decode()
    page = browser.get("/desk/settings/jobs/").content.decode()
    assert f"/desk/tickets/{late_parcel.pk}/" in page and "Run all 2 again" in page

    answer = browser.post("/desk/settings/jobs/again/", {"job": number}, follow=True)

    assert "1 job runs again." in answer.content.decode()
    assert (status_of(number), status_of(other)) == (("todo", 0), ("failed", 9))


def test_all_failed_jobs_run_again_at_once(desk, root):
    numbers = [job(), job()]

    desk(root).post("/desk/settings/jobs/again/")

    assert [status_of(number) for number in numbers] == [("todo", 0)] * 2


def test_a_number_that_is_none_runs_nothing(desk, root):
    number = job()

    for odd in ("x", "9" * 40, ""):
        assert desk(root).post("/desk/settings/jobs/again/", {"job": odd}).status_code == 302
    assert status_of(number) == ("failed", 9)


def test_a_desk_without_failed_jobs_raises_no_alarm(desk, root):
    assert "failed</span>" not in desk(root).get("/desk/settings/").content.decode()
    assert "Nothing here" in desk(root).get("/desk/settings/jobs/").content.decode()
