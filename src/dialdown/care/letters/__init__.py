"""Letters for school, work, insurers and doctors: function first, a name for it only when wanted."""
