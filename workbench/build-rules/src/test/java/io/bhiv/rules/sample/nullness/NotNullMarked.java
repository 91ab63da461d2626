package io.bhiv.rules.sample.nullness;

interface NotNullMarked {}
