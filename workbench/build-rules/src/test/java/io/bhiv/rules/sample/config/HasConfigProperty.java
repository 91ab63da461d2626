package io.bhiv.rules.sample.config;

import org.eclipse.microprofile.config.inject.ConfigProperty;

final class HasConfigProperty {

    @ConfigProperty(name = "sample.limit", defaultValue = "1")
    int limit;
}
