"""What can be known of an experiment before TensorFlow is imported: shapes, sizes, sections that do not go together."""
