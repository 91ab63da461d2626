package io.bhiv.rules.sample.bean.journal;

import jakarta.inject.Singleton;

@Singleton
public class Rows {

    public int count() {
        return 0;
    }
}
