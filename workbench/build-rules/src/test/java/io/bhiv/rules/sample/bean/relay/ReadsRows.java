package io.bhiv.rules.sample.bean.relay;

import io.bhiv.rules.sample.bean.journal.Rows;

public final class ReadsRows {

    private final Rows rows;

    public ReadsRows(Rows rows) {
        this.rows = rows;
    }

    public int sent() {
        return rows.count();
    }
}
