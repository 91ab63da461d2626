package io.bhiv.rules.sample.injection;

import jakarta.inject.Inject;

final class InjectsField {

    @Inject
    Runnable work;
}
