"""A thousand posts in half a minute, twenty times the rate that was asked for: each brand's first mail is in time."""

from __future__ import annotations

import pytest

from tests.bench.latency import ALLOWED, BRANDS, run


@pytest.mark.slow
def test_the_first_mail_about_each_brand_is_in_time() -> None:
    delays, mails = run(1000, 30.0)
    assert len(delays) == BRANDS
    assert max(delays) <= ALLOWED
    assert mails <= 2 * BRANDS
