"""What is known of users: values, answers of yes and no, consent."""
