"""Logs whose names of columns and states of orders are Vietnamese, with accents and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.names.naming import certainty
from core.ingest.states.order_states import CANCELLED, PAID, PENDING, REFUND, RETURNED, UNCLEAR, state_of
from tests.core.ingest_help import events, load, open_store, table

_ROLES = {
    "order": ("Mã đơn hàng", "ma_don", "Đơn hàng"),
    "user": ("Khách hàng", "khach_hang", "Mã khách hàng"),
    "item": ("Sản phẩm", "san_pham", "MA_SAN_PHAM"),
    "text": ("Tên sản phẩm", "ten_san_pham"),
    "quantity": ("Số lượng", "so_luong"),
    "value": ("Thành tiền", "thanh_tien", "Đơn giá", "don_gia", "Tổng tiền"),
    "timestamp": ("Ngày đặt hàng", "ngay_dat", "Ngày mua"),
}


@pytest.mark.parametrize(("role", "name"), [(role, name) for role, names in _ROLES.items() for name in names])
def test_vietnamese_names_are_known_with_accents_and_without(role: str, name: str) -> None:
    assert certainty(role, name) >= 0.7


@pytest.mark.parametrize(
    "name", ["don_vi", "ngay_sinh", "Ngày sinh", "Ghi chú", "Địa chỉ", "so_dien_thoai", "ma_giam_gia"]
)
@pytest.mark.parametrize("role", list(_ROLES))
def test_other_vietnamese_names_are_none(role: str, name: str) -> None:
    assert certainty(role, name) < 0.7


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Huy", CANCELLED), ("Đã hủy", CANCELLED), ("Da giao", PAID), ("Đang giao", PAID), ("Cho xu ly", PAID),
        ("Chờ xử lý", PAID), ("Cho thanh toan", PENDING), ("Chờ xác nhận", PENDING), ("Hoan tien", REFUND),
        ("Tra hang", RETURNED), ("giao that bai", CANCELLED), ("cho", UNCLEAR), ("Chua thanh toan", PENDING),
    ],
)  # fmt: skip
def test_vietnamese_states(text: str, state: str) -> None:
    assert state_of(text) == state


def test_a_log_of_orders_without_accents_is_read(tmp_path: Path) -> None:
    states = ("Huy", "Da giao", "Dang giao", "Cho xu ly")
    rows = [
        f"DH{n:03},Khach {n % 7},May in {n % 5},{1 + n % 3},200000,{states[n % 4]},2024-01-{1 + n % 28:02},"
        f"{(1 + n % 3) * 200000}"
        for n in range(40)
    ]
    report = load(tmp_path, table("ma_don,khach_hang,san_pham,so_luong,don_gia,trang_thai,ngay_dat,thanh_tien", rows))
    assert events(tmp_path, report) == {"purchase": 30, CANCELLED: 10}
    with open_store(tmp_path) as store:
        values = store.population(report.dataset_id).histories.values
    assert float(values.max()) == 600_000
