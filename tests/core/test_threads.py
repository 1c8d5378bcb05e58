import threading
import warnings

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from core.compute.threads import in_threads


def test_results_stand_in_the_order_of_the_tasks():
    first_may_end = threading.Event()

    def work(number):
        if number == 0:
            first_may_end.wait(5)
        else:
            first_may_end.set()
        return number * number

    assert in_threads(work, range(6), 2) == [0, 1, 4, 9, 16, 25]
    assert first_may_end.is_set()


@pytest.mark.parametrize("n_threads", [1, 3])
def test_no_more_at_a_time_than_asked_for(n_threads):
    names = in_threads(lambda _: threading.current_thread().name, range(40), n_threads)
    assert 1 <= len(set(names)) <= n_threads


def test_numeric_libraries_keep_to_one_thread_within():
    import sklearn.cluster  # noqa: F401 - loads the libraries that are counted

    with threadpool_limits(2):
        found = in_threads(lambda _: [library["num_threads"] for library in threadpool_info()], range(2), 2)
    assert {number for each in found for number in each} == {1}


def test_an_error_comes_out():
    def fail(number):
        raise ValueError(f"task {number}")

    with pytest.raises(ValueError, match="task 0"):
        in_threads(fail, range(3), 2)


def test_no_task_no_result():
    assert in_threads(str, [], 2) == []


def test_filters_of_warnings_are_given_back():
    before = list(warnings.filters)
    in_threads(str, range(4), 2)
    assert warnings.filters == before
