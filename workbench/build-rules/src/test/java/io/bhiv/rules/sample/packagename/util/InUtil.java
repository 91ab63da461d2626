package io.bhiv.rules.sample.packagename.util;

interface InUtil {}
