package io.bhiv.rules.sample.classname;

interface RowManager {}
