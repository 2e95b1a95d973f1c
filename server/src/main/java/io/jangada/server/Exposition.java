package io.jangada.server;

/** Writes metrics in the text format of Prometheus. */
final class Exposition {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder(8192);

    Exposition gauge(String name, String help, double value) {
        return metric(name, help, "gauge", "", value);
    }

    Exposition counter(String name, String help, double value) {
        return metric(name, help, "counter", "", value);
    }

    Exposition gauge(String name, String help, long value) {
        return gauge(name, help, (double) value);
    }

    Exposition counter(String name, String help, long value) {
        return counter(name, help, (double) value);
    }

    /** A gauge that is always 1: what matters is the label, which needs no escaping. */
    Exposition label(String name, String help, String label, String value) {
        return metric(name, help, "gauge", "{" + label + "=\"" + value + "\"}", 1);
    }

    Exposition histogram(String name, String help, Histogram histogram) {
        head(name, help, "histogram");
        long total = 0;
        for (int bucket = 0; bucket < histogram.bounds(); bucket++) {
            total += histogram.count(bucket);
            sample(
                    name + "_bucket{le=\"" + number(histogram.bound(bucket)) + "\"}",
                    (double) total);
        }
        total += histogram.count(histogram.bounds());
        sample(name + "_bucket{le=\"+Inf\"}", (double) total);
        sample(name + "_sum", histogram.sumSeconds());
        sample(name + "_count", (double) total);
        return this;
    }

    private Exposition metric(String name, String help, String type, String labels, double value) {
        head(name, help, type);
        sample(name + labels, value);
        return this;
    }

    private void head(String name, String help, String type) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String series, double value) {
        text.append(series).append(' ').append(number(value)).append('\n');
    }

    /** Whole numbers without a fraction. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
