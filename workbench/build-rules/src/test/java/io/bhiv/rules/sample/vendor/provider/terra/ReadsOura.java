package io.bhiv.rules.sample.vendor.provider.terra;

import io.bhiv.rules.sample.vendor.provider.oura.OuraReading;

record ReadsOura(OuraReading reading) {}
