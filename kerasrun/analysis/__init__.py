"""What is known of an experiment before TensorFlow is imported: shapes, sizes, sections that do not fit."""
