package io.bhiv.rules.sample.bean;

import io.bhiv.rules.sample.bean.journal.Rows;
import io.bhiv.rules.sample.bean.relay.ReadsRows;
import jakarta.inject.Singleton;

@Singleton
class Pipeline {

    private final Rows rows;
    private final ReadsRows relay;

    Pipeline(Rows rows, ReadsRows relay) {
        this.rows = rows;
        this.relay = relay;
    }

    boolean isDone() {
        return rows.count() == relay.sent();
    }
}
